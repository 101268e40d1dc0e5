using Integrity.Aws;
using Integrity.Aws.Network;

namespace Integrity.Tests.Aws;

/// <summary>The proxy for each URL. An integration test compares the same cases with the AWS CLI.</summary>
public sealed class ProxySettingsTests
{
    private const string S3 = "https://bucket.s3.us-east-2.amazonaws.com/key";

    [Theory]
    [InlineData("HTTPS_PROXY=http://upper:1", "http://upper:1/")]
    [InlineData("https_proxy=http://lower:1", "http://lower:1/")]
    [InlineData("HTTPS_PROXY=http://upper:1 https_proxy=http://lower:1", "http://lower:1/")]
    [InlineData("HTTPS_PROXY=http://upper:1 https_proxy=", null)]
    [InlineData("HTTP_PROXY=http://plain:1", null)]
    [InlineData("ALL_PROXY=http://all:1", null)]
    [InlineData("HTTPS_PROXY=proxy.example.com:3128", "http://proxy.example.com:3128/")]
    [InlineData("HTTPS_PROXY=//proxy.example.com:3128", "http://proxy.example.com:3128/")]
    [InlineData("HTTPS_PROXY=https://proxy.example.com:3129", "https://proxy.example.com:3129/")]
    [InlineData("HTTPS_PROXY=http://alice:p%40ss@proxy.example.com:3128", "http://proxy.example.com:3128/")]
    public void The_lower_case_variable_of_the_scheme_takes_precedence(string environment, string? proxy) =>
        ProxyFor(S3, environment).Should().Be(proxy);

    [Theory]
    [InlineData("HTTP_PROXY=http://upper:1", "http://upper:1/")]
    [InlineData("HTTPS_PROXY=http://upper:1", null)]
    [InlineData("HTTP_PROXY=http://upper:1 REQUEST_METHOD=GET", null)]
    [InlineData("HTTP_PROXY=http://upper:1 http_proxy=http://lower:1 REQUEST_METHOD=GET", "http://lower:1/")]
    public void Plain_HTTP_uses_a_separate_variable(string environment, string? proxy) =>
        ProxyFor("http://s3.example.com/key", environment).Should().Be(proxy);

    [Theory]
    [InlineData("*", true)]
    [InlineData("amazonaws.com", true)]
    [InlineData(".amazonaws.com", true)]
    [InlineData("AMAZONAWS.COM", true)]
    [InlineData("example.com, amazonaws.com ,", true)]
    [InlineData("bucket.s3.us-east-2.amazonaws.com", true)]
    [InlineData("s3.us-east-2.amazonaws.com:443", true)]
    [InlineData("s3.us-east-2.amazonaws.com:8443", false)]
    [InlineData("azonaws.com", false)]
    [InlineData("amazonaws.com.example.com", false)]
    [InlineData("*.amazonaws.com", false)]
    [InlineData("*,example.com", false)]
    [InlineData("52.219.0.0/16", false)]
    [InlineData("", false)]
    public void NO_PROXY_lists_names_to_connect_to_directly(string exceptions, bool isDirect) =>
        (ProxyFor(S3, "HTTPS_PROXY=http://proxy:1", $"NO_PROXY={exceptions}") is null).Should().Be(isDirect);

    [Theory]
    [InlineData("http://127.0.0.1:9000/k", "127.0.0.1:9000", true)]
    [InlineData("http://127.0.0.1:9000/k", "127.0.0.1:9001", false)]
    [InlineData("http://127.0.0.1:9000/k", "127.0.0.1", true)]
    [InlineData("http://127.0.0.1:9000/k", "127.0.0.0/8", false)]
    [InlineData("http://[::1]:9000/k", "[::1]", true)]
    public void NO_PROXY_supports_ports_but_not_address_ranges(string url, string exceptions, bool isDirect) =>
        (ProxyFor(url, "HTTP_PROXY=http://proxy:1", $"no_proxy={exceptions}") is null).Should().Be(isDirect);

    [Theory]
    [InlineData("http://169.254.169.254/latest/api/token")]
    [InlineData("http://169.254.170.2/v2/credentials")]
    [InlineData("http://169.254.170.23/v1/credentials")]
    [InlineData("http://[fd00:ec2::254]/latest/api/token")]
    [InlineData("http://[fd00:ec2::23]/v1/credentials")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://2852039166/latest/api/token")]
    [InlineData("https://169.254.169.254/")]
    public void Link_local_addresses_bypass_the_proxy(string url) =>
        ProxyFor(url, "HTTP_PROXY=http://proxy:1 HTTPS_PROXY=http://proxy:1").Should().BeNull();

    [Theory]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:8080/creds", "http://127.0.0.1:8080/creds")]
    [InlineData(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI=https://Credentials.example.com/creds",
        "https://credentials.example.com/creds"
    )]
    [InlineData(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://imds.example.com",
        "http://imds.example.com/latest/api/token"
    )]
    public void Credential_endpoints_bypass_the_proxy(string variable, string url) =>
        ProxyFor(url, "HTTP_PROXY=http://proxy:1 HTTPS_PROXY=http://proxy:1", variable).Should().BeNull();

    [Fact]
    public void User_name_and_password_are_sent_only_to_their_proxy()
    {
        var settings = Read("HTTPS_PROXY=http://alice:p%40ss:word@proxy.example.com:3128");

        settings
            .CredentialFor(new Uri("http://proxy.example.com:3128/"))!
            .Should()
            .BeEquivalentTo(new { UserName = "alice", Password = "p@ss:word" });
        settings.CredentialFor(new Uri("http://other.example.com:3128/")).Should().BeNull();
    }

    [Theory]
    [InlineData("http://alice:se/cret-word@proxy:3128")]
    [InlineData("http://alice:secret-word@proxy:99999")]
    [InlineData("ftp://alice:secret-word@proxy:21")]
    [InlineData("http://alice:secret-word@")]
    public void An_invalid_proxy_URL_is_rejected_and_not_repeated_in_the_error(string text)
    {
        var read = () => Read($"HTTPS_PROXY={text}");

        read.Should()
            .Throw<AwsConfigurationException>()
            .WithMessage("HTTPS_PROXY: not a proxy URL")
            .Which.ToString()
            .Should()
            .NotContain("cret-word");
    }

    private static string? ProxyFor(string url, params string[] environment) =>
        Read(environment).ProxyFor(new Uri(url))?.ToString();

    private static ProxySettings Read(params string[] environment) =>
        ProxySettings.Read(
            environment
                .SelectMany(text =>
                    text.StartsWith("no_proxy", StringComparison.OrdinalIgnoreCase) ? [text] : text.Split(' ')
                )
                .ToDictionary(pair => pair.Split('=', 2)[0], pair => pair.Split('=', 2)[1], StringComparer.Ordinal)
        );
}
