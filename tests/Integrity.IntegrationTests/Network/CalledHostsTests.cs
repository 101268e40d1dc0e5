using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Network;

/// <summary>The hosts that a run calls, recorded by a proxy that denies all connections.</summary>
public sealed class CalledHostsTests : IDisposable
{
    private readonly CertificateAuthority _authority = new("Example Corp Inspection CA");
    private readonly AwsHome _home = new();

    [Theory]
    [InlineData("aws-us-gov", "us-gov-west-1", "amazonaws.com")]
    [InlineData("aws-cn", "cn-north-1", "amazonaws.com.cn")]
    [InlineData("aws-iso", "us-iso-east-1", "c2s.ic.gov")]
    [InlineData("aws-iso-b", "us-isob-east-1", "sc2s.sgov.gov")]
    [InlineData("aws-eusc", "eusc-de-east-1", "amazonaws.eu")]
    public async Task A_trail_in_another_partition_never_uses_commercial_endpoints(
        string partition,
        string region,
        string suffix
    )
    {
        await using var proxy = new InterceptingProxy(_authority, (_, _) => Denied) { ConnectStatus = 403 };
        UseProxy(proxy);
        _home["AWS_REGION"] = "us-east-1";
        _home.Configure(
            $"""
            [profile role]
            role_arn = arn:{partition}:iam::111122223333:role/auditor
            source_profile = keys
            [profile keys]
            aws_access_key_id = {TestAccount.AccessKey}
            aws_secret_access_key = {TestAccount.SecretKey}
            region = us-east-1
            """
        );
        string[] arguments =
        [
            "validate-logs",
            "--trail-arn",
            $"arn:{partition}:cloudtrail:{region}:111122223333:trail/example-trail",
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T11:00:00Z",
        ];

        await Task.WhenAll(
            _home.RunAsync([.. arguments, "--profile", "keys"]),
            _home.RunAsync([.. arguments, "--profile", "keys", "--s3-bucket", "amzn-s3-demo-bucket"]),
            _home.RunAsync([.. arguments, "--profile", "role"])
        );

        proxy
            .Hosts.Should()
            .BeEquivalentTo([
                $"cloudtrail.{region}.{suffix}:443",
                $"amzn-s3-demo-bucket.s3.{region}.{suffix}:443",
                $"sts.{region}.{suffix}:443",
            ]);
    }

    [Theory]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "us-gov-west-1", "cloudtrail.us-gov-west-1.amazonaws.com:443")]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "us-east-2", "cloudtrail-fips.us-east-2.amazonaws.com:443")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", "cn-north-1", "cloudtrail.cn-north-1.api.amazonwebservices.com.cn:443")]
    [InlineData("use_fips_endpoint", "us-east-2", "cloudtrail-fips.us-east-2.amazonaws.com:443")]
    [InlineData("use_dualstack_endpoint", "eusc-de-east-1", "cloudtrail.eusc-de-east-1.api.amazonwebservices.eu:443")]
    public async Task FIPS_and_dual_stack_endpoints_come_from_the_environment_or_the_profile(
        string setting,
        string region,
        string host
    )
    {
        await using var proxy = new InterceptingProxy(_authority, (_, _) => Denied) { ConnectStatus = 403 };
        UseProxy(proxy);
        var isVariable = setting.StartsWith("AWS_", StringComparison.Ordinal);
        if (isVariable)
            _home[setting] = "true";
        _home.Configure(
            $"""
            [profile audit]
            aws_access_key_id = {TestAccount.AccessKey}
            aws_secret_access_key = {TestAccount.SecretKey}
            {(isVariable ? "" : $"{setting} = true")}
            """
        );

        await _home.RunAsync(
            "keys",
            "fetch",
            "--region",
            region,
            "--start-time",
            "2025-05-04",
            "--out",
            _home.At("keys"),
            "--profile",
            "audit"
        );

        proxy.Hosts.Should().Equal(host);
    }

    private static WireMessage Denied => WireMessage.Answer(403, "text/plain", "");

    private void UseProxy(InterceptingProxy proxy) => _home["HTTPS_PROXY"] = proxy.Url;

    public void Dispose()
    {
        _home.Dispose();
        _authority.Dispose();
    }
}
