using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Network;

/// <summary>
/// No secret appears in any output. The tests provoke all kinds of failures with secrets that contain the word MARKED,
/// and search everything that ctverify writes for it.
/// </summary>
public sealed class SecretsTests : IDisposable
{
    private const string Mark = "MARKED";
    private const string Jwt = "eyJhbGciOiJub25lIn0.MARKEDwebidentity.MARKEDsignature";

    private static readonly Vector Valid = new("valid");

    private readonly CertificateAuthority _authority = new("Example Corp Inspection CA");
    private readonly AwsHome _home = new();

    [Theory]
    [InlineData(403)]
    [InlineData(407)]
    [InlineData(502)]
    public async Task The_proxy_denies_the_connection(int status)
    {
        await using var proxy = new InterceptingProxy(_authority, new FakeAwsCloud(Valid).Answer)
        {
            ConnectStatus = status,
        };
        UseKeys();
        _home["HTTPS_PROXY"] = proxy.UrlFor("alice:MARKED-p%40ss");

        await ShouldFailWithoutSecretsAsync("The proxy tunnel request to proxy 'http://127.0.0.1");
    }

    [Theory]
    [InlineData("http://alice:MARKED-word@127.0.0.1:1", 3)]
    [InlineData("http://alice:MARKED/word@127.0.0.1:1", 2)]
    [InlineData("http://alice:MARKED-word@127.0.0.1:port", 2)]
    [InlineData("ldap://alice:MARKED-word@127.0.0.1:1", 2)]
    public async Task The_proxy_is_unreachable_or_invalid(string proxy, int exitCode)
    {
        UseKeys();
        _home["HTTPS_PROXY"] = proxy;

        await ShouldFailWithoutSecretsAsync("hint: ", exitCode);
    }

    [Theory]
    [InlineData("https://alice:MARKED-word@127.0.0.1:1")]
    [InlineData("http://127.0.0.1:1/?X-Amz-Credential=MARKED&X-Amz-Signature=MARKED&X-Amz-Security-Token=MARKED")]
    public async Task The_endpoint_URL_contains_a_password_or_a_signature(string endpoint)
    {
        UseKeys();

        await ShouldFailWithoutSecretsAsync("hint: ", null, "--endpoint-url", endpoint);
    }

    [Theory]
    [InlineData(
        "cloudtrail",
        400,
        """{"__type":"InvalidSignatureException","message":"The Canonical String should have been """
            + """'POST\n/\n\nhost:x\nx-amz-security-token:{token}\n\n"""
            + """Authorization: AWS4-HMAC-SHA256 Credential=MARKED, Signature=MARKED'"}"""
    )]
    [InlineData("cloudtrail", 400, """not JSON: {secret} {token} Authorization: Bearer MARKED""")]
    [InlineData(
        "amzn-s3-demo-bucket",
        403,
        """
            <Error><Code>SignatureDoesNotMatch</Code><Message>wrong: {secret}</Message>
            <CanonicalRequest>x-amz-security-token:{token}</CanonicalRequest></Error>
            """
    )]
    [InlineData(
        "amzn-s3-demo-bucket",
        403,
        """<Error><Code>{token}</Code><Message>https://b/?X-Amz-Signature=MARKED</Message></Error>"""
    )]
    [InlineData("amzn-s3-demo-bucket", 400, """{token}""")]
    public async Task A_service_repeats_secrets_from_the_request(string host, int status, string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var answer = body.Replace("{token}", FakeAwsCloud.SessionToken, StringComparison.Ordinal)
            .Replace("{secret}", TestAccount.SecretKey, StringComparison.Ordinal);
        var cloud = new FakeAwsCloud(Valid)
        {
            Override = (called, _) =>
                called.StartsWith(host, StringComparison.Ordinal)
                    ? WireMessage.Answer(status, "application/xml", answer)
                    : null,
        };
        await using var proxy = Proxy(cloud);
        UseKeys();

        await ShouldFailWithoutSecretsAsync();
    }

    [Theory]
    [InlineData(
        "web",
        """
            <ErrorResponse><Error><Code>ValidationError</Code>
            <Message>1 validation error detected:
            Value '{jwt}' at 'webIdentityToken' failed to satisfy constraint</Message>
            </Error></ErrorResponse>
            """
    )]
    [InlineData(
        "role",
        """
            <ErrorResponse><Error><Code>SignatureDoesNotMatch</Code>
            <Message>Authorization: AWS4-HMAC-SHA256 Credential=MARKED, Signature=MARKED {secret}</Message>
            </Error></ErrorResponse>
            """
    )]
    [InlineData(
        "sso",
        """{"__type":"UnauthorizedException","message":"Session token not found or invalid: {access}"}"""
    )]
    [InlineData(
        "session",
        """{"error":"invalid_grant","error_description":"refreshToken: {refresh}, clientSecret: {client}"}"""
    )]
    [InlineData("process", "")]
    public async Task The_source_of_credentials_fails(string profile, string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var answer = body.Replace("{jwt}", Jwt, StringComparison.Ordinal)
            .Replace("{secret}", TestAccount.SecretKey, StringComparison.Ordinal)
            .Replace("{access}", "MARKED-access-token", StringComparison.Ordinal)
            .Replace("{refresh}", "MARKED-refresh-token", StringComparison.Ordinal)
            .Replace("{client}", "MARKED-client-secret", StringComparison.Ordinal);
        await using var proxy = Proxy(
            new FakeAwsCloud(Valid) { Override = (_, _) => WireMessage.Answer(400, "text/xml", answer) }
        );
        ConfigureProfiles();

        await ShouldFailWithoutSecretsAsync("hint: ", 3, "--profile", profile);
    }

    [Theory]
    [InlineData(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://alice:MARKED-word@198.51.100.1/credentials?token=MARKED-token"
    )]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/credentials?token=MARKED-token")]
    [InlineData("AWS_CONTAINER_AUTHORIZATION_TOKEN", "MARKED\nwith-a-line-break")]
    public async Task The_container_credentials_fail(string variable, string value)
    {
        _home["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/credentials";
        _home["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "MARKED-container-token";
        _home[variable] = value;

        await ShouldFailWithoutSecretsAsync("hint: ", 3);
    }

    [Theory]
    [InlineData("[default]\naws_secret_access_key MARKED-secret-key\n")]
    [InlineData(
        "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = MARKED-secret-key\n"
            + "aws_session_token: MARKED\nMARKED-secret-key\n"
    )]
    public async Task The_config_file_is_malformed(string content)
    {
        _home.Configure(content);
        _home.Write(".aws/credentials", content);

        await ShouldFailWithoutSecretsAsync("hint: ", null);
    }

    [Fact]
    public async Task The_passphrase_is_wrong()
    {
        _home["CTVERIFY_KEY_PASSPHRASE"] = "MARKED passphrase of the key";
        (await _home.RunAsync("keys", "generate", "--region", "us-east-2", "--out", _home.At("keys"), "--encrypt"))
            .ExitCode.Should()
            .Be(0);
        _home["CTVERIFY_KEY_PASSPHRASE"] = "another MARKED passphrase";

        var run = await _home.RunAsync(
            "keys",
            "rotate",
            "--region",
            "us-east-2",
            "--out",
            _home.At("keys"),
            "--encrypt"
        );

        $"{run.Output}{run.Errors}".Should().NotContain(Mark);
    }

    [Theory]
    [InlineData("inspect", "https://b.s3.amazonaws.com/k.json.gz?X-Amz-Signature=MARKED&X-Amz-Security-Token=MARKED")]
    [InlineData("validate-logs", "https://alice:MARKED-word@example.com/")]
    public async Task An_argument_contains_a_secret(params string[] arguments)
    {
        var run = await _home.RunAsync(arguments);

        run.ExitCode.Should().Be(2);
        $"{run.Output}{run.Errors}".Should().NotContain(Mark);
    }

    /// <summary>Verifies with all kinds of reports and a checkpoint, and searches all output for secrets.</summary>
    private async Task ShouldFailWithoutSecretsAsync(string message = "hint: ", int? exitCode = 3, params string[] more)
    {
        var reports = ((string[])["r.json", "r.sarif", "r.xml", "r.html", "r.md"])
            .Select(name => _home.At("out/" + name))
            .ToList();
        Directory.CreateDirectory(_home.At("out"));

        var run = await _home.RunAsync([
            .. Valid.Arguments,
            "--s3-bucket",
            Valid.Bucket,
            .. reports.SelectMany(path => (string[])["--report", path]),
            "--checkpoint",
            _home.At("out/checkpoint.json"),
            .. more,
        ]);

        run.ExitCode.Should().BeOneOf(exitCode is { } code ? [code] : [2, 3], "{0}", run);
        run.Errors.Should().Contain(message);
        foreach (
            var text in Directory
                .EnumerateFiles(_home.At("out"))
                .Select(File.ReadAllText)
                .Concat([run.Output, run.Errors])
        )
            text.Should().NotContain(Mark).And.NotContain(TestAccount.SecretKey);
        if (run.Output.Contains("Results requested", StringComparison.Ordinal))
            Directory
                .EnumerateFiles(_home.At("out"))
                .Should()
                .HaveCountGreaterThanOrEqualTo(reports.Count, "the reports are written despite the failure");
    }

    private InterceptingProxy Proxy(FakeAwsCloud cloud)
    {
        var proxy = new InterceptingProxy(_authority, cloud.Answer);
        _home["HTTPS_PROXY"] = proxy.UrlFor("alice:MARKED-p%40ss");
        _home["AWS_CA_BUNDLE"] = _home.Write("ca.pem", _authority.Pem);
        return proxy;
    }

    private void UseKeys()
    {
        _home.WithKeys();
        _home["AWS_SESSION_TOKEN"] = FakeAwsCloud.SessionToken;
    }

    private void ConfigureProfiles()
    {
        const string StartUrl = "https://d-1234567890.awsapps.com/start";
        _home["AWS_REGION"] = "us-east-2";
        _home.Configure(
            $"""
            [profile keys]
            aws_access_key_id = {TestAccount.AccessKey}
            aws_secret_access_key = {TestAccount.SecretKey}
            [profile role]
            role_arn = arn:aws:iam::111122223333:role/auditor
            source_profile = keys
            [profile web]
            role_arn = arn:aws:iam::111122223333:role/auditor
            role_session_name = audit
            web_identity_token_file = {_home.Write("token", Jwt)}
            [profile sso]
            sso_start_url = {StartUrl}
            sso_region = us-east-2
            sso_account_id = 111122223333
            sso_role_name = auditor
            [profile session]
            sso_session = corp
            sso_account_id = 111122223333
            sso_role_name = auditor
            [profile process]
            credential_process = sh -c 'echo "SecretAccessKey: MARKED-secret, password=MARKED" >&2; exit 1'
            [sso-session corp]
            sso_start_url = {StartUrl}
            sso_region = us-east-2
            sso_registration_scopes = sso:account:access
            """
        );
        _home.LogInTwice(StartUrl);
    }

    public void Dispose()
    {
        _home.Dispose();
        _authority.Dispose();
    }
}
