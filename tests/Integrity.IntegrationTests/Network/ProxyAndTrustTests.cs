using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Network;

/// <summary>
/// A corporate proxy that inspects TLS: requests to every service use it and trust its authority, including those of
/// the AWS SDK for credentials. The tests compare this with the AWS CLI.
/// </summary>
public sealed class ProxyAndTrustTests : IDisposable
{
    private const string StartUrl = "https://d-1234567890.awsapps.com/start";
    private const string S3Host = "amzn-s3-demo-bucket.s3.us-east-2.amazonaws.com:443";
    private const string CloudTrailHost = "cloudtrail.us-east-2.amazonaws.com:443";

    private static readonly Vector Valid = new("valid");

    private readonly CertificateAuthority _authority = new("Example Corp Inspection CA");
    private readonly AwsHome _home = new();

    public static TheoryData<string, string[]> Profiles =>
        new()
        {
            { "keys", [] },
            { "role", ["sts.us-east-2.amazonaws.com:443"] },
            { "web", ["sts.us-east-2.amazonaws.com:443"] },
            { "sso", ["portal.sso.us-east-2.amazonaws.com:443"] },
            { "session", ["oidc.us-east-2.amazonaws.com:443", "portal.sso.us-east-2.amazonaws.com:443"] },
        };

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task Every_client_uses_the_proxy_and_the_CA_bundle(string profile, string[] hostsOfCredentials)
    {
        ArgumentNullException.ThrowIfNull(hostsOfCredentials);
        await using var proxy = new InterceptingProxy(_authority, new FakeAwsCloud(Valid).Answer);
        Configure(proxy);
        _home["AWS_CA_BUNDLE"] = _home.Write("ca.pem", _authority.Pem);

        var run = await _home.RunAsync([.. Valid.Arguments, "--profile", profile]);

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(Valid.Output);
        run.ExitCode.Should().Be(0);
        proxy.Hosts.Should().BeEquivalentTo([S3Host, CloudTrailHost, .. hostsOfCredentials]);
    }

    [Theory]
    [InlineData("role", "sts.us-east-2.amazonaws.com:443")]
    [InlineData("session", "oidc.us-east-2.amazonaws.com:443", "portal.sso.us-east-2.amazonaws.com:443")]
    public async Task The_AWS_CLI_calls_the_same_hosts(string profile, params string[] hostsOfCredentials)
    {
        ArgumentNullException.ThrowIfNull(hostsOfCredentials);
        await using var proxy = new InterceptingProxy(_authority, new FakeAwsCloud(Valid).Answer);
        Configure(proxy);
        _home["AWS_CA_BUNDLE"] = _home.Write("ca.pem", _authority.Pem);

        var run = await _home.RunAwsAsync([
            "cloudtrail",
            .. Valid.Arguments,
            "--profile",
            profile,
            "--region",
            "us-east-2",
        ]);

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain("6/6 digest files valid").And.Contain("12/12 log files valid");
        proxy.Hosts.Should().Contain([S3Host, CloudTrailHost, .. hostsOfCredentials]);
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("REQUESTS_CA_BUNDLE")]
    public async Task Other_sources_of_the_CA_bundle_are_supported(string source)
    {
        await using var proxy = new InterceptingProxy(_authority, new FakeAwsCloud(Valid).Answer);
        var bundle = _home.Write("ca.pem", _authority.Pem);
        Configure(proxy, source == "profile" ? $"ca_bundle = {bundle}" : "");
        if (source == "REQUESTS_CA_BUNDLE")
            _home[source] = bundle;

        var run = await _home.RunAsync([.. Valid.Arguments, "--profile", "role"]);
        var aws = await _home.RunAwsAsync(["cloudtrail", .. Valid.Arguments, "--profile", "role"]);

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(Valid.Output);
        aws.Output.Should().Contain("12/12 log files valid", "the AWS CLI uses the same source: {0}", aws);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task Without_the_CA_bundle_the_error_names_the_untrusted_issuer(
        string profile,
        string[] hostsOfCredentials
    )
    {
        await using var proxy = new InterceptingProxy(_authority, new FakeAwsCloud(Valid).Answer);
        Configure(proxy);

        var run = await _home.RunAsync([.. Valid.Arguments, "--s3-bucket", Valid.Bucket, "--profile", profile]);

        run.Errors.Should()
            .Contain("certificate is not trusted: unknown issuer (CN=Example Corp Inspection CA)")
            .And.NotContain("inner exception");
        run.ExitCode.Should().Be(3, "{0}", hostsOfCredentials);
        proxy.Tunneled.Should().BeEmpty("an untrusted host receives no request");
    }

    [Theory]
    [InlineData(
        true,
        null,
        "certificate is not trusted: expired or not yet valid (CN=cloudtrail.us-east-2.amazonaws.com)"
    )]
    [InlineData(
        false,
        "other.example.com",
        "certificate is not trusted: it is for another host (CN=other.example.com)"
    )]
    public async Task An_invalid_certificate_is_explained(bool isExpired, string? host, string reason)
    {
        await using var proxy = new InterceptingProxy(_authority, new FakeAwsCloud(Valid).Answer)
        {
            IsExpired = isExpired,
            CertifiedHost = host,
        };
        Configure(proxy);
        _home["AWS_CA_BUNDLE"] = _home.Write("ca.pem", _authority.Pem);

        var run = await _home.RunAsync([.. Valid.Arguments, "--profile", "keys"]);

        run.Errors.Should().Contain(reason);
        run.ExitCode.Should().Be(3);
    }

    [Theory]
    [InlineData(null, "AWS_CA_BUNDLE: cannot read ")]
    [InlineData("not a certificate", "AWS_CA_BUNDLE: ")]
    [InlineData("", "contains no certificates")]
    public async Task An_invalid_CA_bundle_is_rejected_before_the_first_request(string? content, string message)
    {
        await using var proxy = new InterceptingProxy(_authority, new FakeAwsCloud(Valid).Answer);
        Configure(proxy);
        _home["AWS_CA_BUNDLE"] = content is null ? _home.At("missing.pem") : _home.Write("ca.pem", content);

        var run = await _home.RunAsync([.. Valid.Arguments, "--profile", "keys"]);

        run.Errors.Should().Contain(message).And.Contain("hint: pass a file of CA certificates in PEM format");
        run.ExitCode.Should().Be(2);
        proxy.Hosts.Should().BeEmpty();
    }

    [Fact]
    public async Task KMS_uses_the_proxy_and_the_CA_bundle_too()
    {
        await using var proxy = new InterceptingProxy(
            _authority,
            new FakeAwsCloud(Valid)
            {
                Override = (host, _) => host.StartsWith("kms.", StringComparison.Ordinal) ? Denied : null,
            }.Answer
        );
        Configure(proxy);
        _home["AWS_CA_BUNDLE"] = _home.Write("ca.pem", _authority.Pem);

        var run = await _home.RunAsync(
            "keys",
            "import",
            $"kms:{KmsHost.Arn}",
            "--region",
            "us-east-2",
            "--out",
            _home.At("keys"),
            "--profile",
            "keys"
        );

        run.Errors.Should().Contain("access denied by KMS (GetPublicKey)", "the response came through the proxy");
        proxy.Hosts.Should().Equal("kms.us-east-2.amazonaws.com:443");
    }

    private static WireMessage Denied =>
        WireMessage.Answer(400, "application/x-amz-json-1.1", """{"__type":"AccessDeniedException","Message":"no"}""");

    [Theory]
    [InlineData("role", "sts")]
    [InlineData("web", "sts")]
    [InlineData("sso", "portal")]
    [InlineData("session", "oidc")]
    [InlineData("session", "portal")]
    [InlineData("keys", "cloudtrail")]
    [InlineData("keys", "amzn-s3-demo-bucket")]
    public async Task No_client_follows_a_redirect_to_another_host(string profile, string service)
    {
        var redirect = WireMessage.Answer(307, "text/plain\r\nLocation: https://elsewhere.example.com/", "");
        var cloud = new FakeAwsCloud(Valid) { Override = (host, _) => host.Split('.')[0] == service ? redirect : null };
        await using var proxy = new InterceptingProxy(_authority, cloud.Answer);
        Configure(proxy);
        _home["AWS_CA_BUNDLE"] = _home.Write("ca.pem", _authority.Pem);

        var run = await _home.RunAsync([.. Valid.Arguments, "--profile", profile]);

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should().NotContain("internal error");
        proxy.Hosts.Should().NotContain("elsewhere.example.com:443");
        proxy.Tunneled.Should().Contain(tunneled => tunneled.Host.StartsWith(service, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cn-north-1")]
    [InlineData("us-gov-west-1")]
    [InlineData("elsewhere.example.com/#")]
    [InlineData("x@elsewhere.example.com")]
    public async Task Requests_do_not_move_to_an_invalid_region_or_another_partition(string region)
    {
        await using var proxy = new InterceptingProxy(_authority, BucketIn(region).Answer);
        Configure(proxy);
        _home["AWS_CA_BUNDLE"] = _home.Write("ca.pem", _authority.Pem);

        var run = await _home.RunAsync([.. Valid.Arguments, "--profile", "keys"]);

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should().Contain("the store redirects to an invalid region");
        proxy.Hosts.Should().BeEquivalentTo(S3Host, CloudTrailHost);
    }

    [Fact]
    public async Task Requests_move_to_the_host_of_a_valid_region()
    {
        await using var proxy = new InterceptingProxy(_authority, BucketIn("eu-west-1").Answer);
        Configure(proxy);
        _home["AWS_CA_BUNDLE"] = _home.Write("ca.pem", _authority.Pem);

        var run = await _home.RunAsync([.. Valid.Arguments, "--profile", "keys"]);

        run.ExitCode.Should().Be(0, "{0}", run);
        proxy
            .Hosts.Should()
            .BeEquivalentTo(S3Host, CloudTrailHost, "amzn-s3-demo-bucket.s3.eu-west-1.amazonaws.com:443");
    }

    /// <summary>Returns a cloud in which S3 redirects to a region, and also to another host.</summary>
    private static FakeAwsCloud BucketIn(string region)
    {
        var headers = $"x-amz-bucket-region: {region}\r\nLocation: https://elsewhere.example.com/";
        var redirect = WireMessage.Answer(
            301,
            $"application/xml\r\n{headers}",
            "<Error><Code>PermanentRedirect</Code></Error>"
        );
        return new FakeAwsCloud(Valid) { Override = (host, _) => $"{host}:443" == S3Host ? redirect : null };
    }

    private void Configure(InterceptingProxy proxy, string more = "")
    {
        _home["HTTPS_PROXY"] = proxy.Url;
        _home["AWS_REGION"] = "us-east-2";
        _home.Configure(
            $"""
            [profile keys]
            aws_access_key_id = {TestAccount.AccessKey}
            aws_secret_access_key = {TestAccount.SecretKey}
            {more}
            [profile role]
            role_arn = arn:aws:iam::111122223333:role/auditor
            source_profile = keys
            {more}
            [profile web]
            role_arn = arn:aws:iam::111122223333:role/auditor
            role_session_name = audit
            web_identity_token_file = {_home.Write("token", "eyJhbGciOiJub25lIn0.MARKED-web-identity.x")}
            [profile sso]
            sso_start_url = {StartUrl}
            sso_region = us-east-2
            sso_account_id = 111122223333
            sso_role_name = auditor
            [profile session]
            sso_session = corp
            sso_account_id = 111122223333
            sso_role_name = auditor
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
