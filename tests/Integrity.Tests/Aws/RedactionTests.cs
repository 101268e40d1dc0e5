using Integrity.Aws;

namespace Integrity.Tests.Aws;

/// <summary>Secrets are removed from text. All secrets below contain the word SECRET.</summary>
public sealed class RedactionTests
{
    [Theory]
    [InlineData(
        "The proxy tunnel request to proxy 'http://alice:SECRET@proxy:3128/' failed",
        "The proxy tunnel request to proxy 'http://***@proxy:3128/' failed"
    )]
    [InlineData("http://alice:p@SECRET@proxy:3128", "http://***@proxy:3128")]
    [InlineData(
        "https://b.s3.amazonaws.com/k?X-Amz-Credential=SECRET%2F20250504&X-Amz-Expires=60"
            + "&X-Amz-Security-Token=SECRET&X-Amz-Signature=SECRET",
        "https://b.s3.amazonaws.com/k?X-Amz-Credential=***&X-Amz-Expires=60"
            + "&X-Amz-Security-Token=***&X-Amz-Signature=***"
    )]
    [InlineData(
        "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=SECRET&Expires=1",
        "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=***&Expires=1"
    )]
    [InlineData(
        "Authorization: AWS4-HMAC-SHA256 Credential=SECRET/x, SignedHeaders=host, Signature=SECRET\nhost: x",
        "Authorization: ***\nhost: x"
    )]
    [InlineData("proxy-authorization: Basic SECRET1=", "proxy-authorization: ***")]
    [InlineData("{\"Authorization\":\"SECRET\",\"Code\":\"x\"}", "{\"Authorization\":\"***\",\"Code\":\"x\"}")]
    [InlineData("sent Bearer SECRET-1.2 to it", "sent Bearer *** to it")]
    [InlineData(
        "x-amz-security-token:SECRET\nx-amz-date:20250504T100000Z",
        "x-amz-security-token:***\nx-amz-date:20250504T100000Z"
    )]
    [InlineData(
        "Line 3:<aws_secret_access_key SECRET\n> in file config does not contain a section",
        "Line 3:<***> in file config does not contain a section"
    )]
    [InlineData(
        "{\"AccessKeyId\":\"ASIA1\",\"SecretAccessKey\":\"SECRET\",\"SessionToken\":\"SECRET\",\"Token\": \"SECRET\"}",
        "{\"AccessKeyId\":\"ASIA1\",\"SecretAccessKey\":\"***\",\"SessionToken\":\"***\",\"Token\": \"***\"}"
    )]
    [InlineData(
        "<SecretAccessKey>SECRET</SecretAccessKey><SessionToken>SECRET</SessionToken>",
        "<SecretAccessKey>***</SecretAccessKey><SessionToken>***</SessionToken>"
    )]
    [InlineData(
        "{'accessToken': 'SECRET', 'clientSecret': 'SECRET', 'refreshToken':'SECRET'}",
        "{'accessToken': '***', 'clientSecret': '***', 'refreshToken':'***'}"
    )]
    [InlineData(
        "Value 'eyJSECRETSECRET.SECRET.SECRET' at 'webIdentityToken' failed to satisfy constraint",
        "Value '***' at 'webIdentityToken' failed to satisfy constraint"
    )]
    [InlineData("the token IQoJb3JpZ2luX2VjSECRETSECRETSECRET== is malformed", "the token *** is malformed")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nSECRET\n-----END ENCRYPTED PRIVATE KEY-----", "***")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nSECRET", "***")]
    [InlineData("not a URL: alice:SECRET@proxy:3128", "not a URL: ***@proxy:3128")]
    [InlineData("not a URL: http://alice:SEC#RET@proxy", "not a URL: http://***@proxy")]
    [InlineData(
        "s3://bucket/a@b arn:aws:iam::111122223333:user/a@b",
        "s3://bucket/a@b arn:aws:iam::111122223333:user/a@b"
    )]
    [InlineData("passphrase=SECRET password: SECRET", "passphrase=*** password: ***")]
    [InlineData("{\"passphrase\": \"SECRET\"}", "{\"passphrase\": \"***\"}")]
    [InlineData("/keys/passphrase: cannot be read", "/keys/passphrase: cannot be read")]
    public void Secrets_are_found_by_syntax(string text, string expected)
    {
        var clean = Redaction.Apply(text);

        clean.Should().Be(expected).And.NotContain("SECRET");
    }

    [Theory]
    [InlineData(
        "access denied (AccessDenied): User: arn:aws:sts::111122223333:assumed-role/r/s "
            + "is not authorized to perform: s3:GetObject"
    )]
    [InlineData("The security token included in the request is expired")]
    [InlineData("the signature verification failed: token: expired")]
    [InlineData("Connection refused (127.0.0.1:9000)")]
    [InlineData("s3://amzn-s3-demo-bucket/AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/x.json.gz")]
    [InlineData("AKIAIOSFODNN7EXAMPLE is not a known access key")]
    [InlineData("basic authentication is not supported by https://idp.example.com/a@b")]
    [InlineData("cannot read /home/alice/.aws/config: web_identity_token_file = /var/run/token")]
    public void Text_without_secrets_is_unchanged(string text) => Redaction.Apply(text).Should().Be(text);

    [Fact]
    public void Remembered_secrets_are_found_plain_and_encoded()
    {
        Redaction.Remember("received/SECRET+1=");

        Redaction.Apply("it said received/SECRET+1= and received%2FSECRET%2B1%3D").Should().Be("it said *** and ***");
    }

    [Fact]
    public void Null_becomes_an_empty_string() => Redaction.Apply(null).Should().BeEmpty();

    [Fact]
    public void Hostile_text_takes_little_time()
    {
        var text = Redaction.Apply(
            new string('@', 200_000) + string.Concat(Enumerable.Repeat("token=//:@\"authorization : ", 2000))
        );

        text.Length.Should().BeLessThanOrEqualTo(64 << 10, "long text is truncated, and each pattern has a time-out");
    }
}
