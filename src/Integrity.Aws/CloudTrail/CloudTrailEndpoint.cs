using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Integrity.Aws.CloudTrail;

/// <summary>
/// Builds the URL of CloudTrail's API in a region from AWS's endpoint rules and the SDK's partition data, because we do
/// not use the SDK's CloudTrail package. A test compares it with botocore's rules for every region.
/// Source: <c>endpoint-rule-set-1.json</c> of botocore.
/// </summary>
internal static class CloudTrailEndpoint
{
    /// <summary>The regions whose normal endpoints use FIPS, the only exception in AWS's rules.</summary>
    private static readonly string[] FipsByDefault = ["us-gov-east-1", "us-gov-west-1"];

    /// <exception cref="AwsConfigurationException">The partition has no FIPS or dual-stack endpoints.</exception>
    public static string Of(string region, bool useFips, bool useDualStack)
    {
        var partition = Fn.Partition(region);
        if (useFips && !partition.supportsFIPS)
            throw Missing("FIPS", "use_fips_endpoint", partition);
        if (useDualStack && !partition.supportsDualStack)
            throw Missing("dual-stack", "use_dualstack_endpoint", partition);
        var isException = useFips && !useDualStack && FipsByDefault.Contains(region, StringComparer.Ordinal);
        var name = useFips && !isException ? "cloudtrail-fips" : "cloudtrail";
        return $"https://{name}.{region}.{(useDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}";
    }

    private static AwsConfigurationException Missing(string kind, string setting, Partition partition) =>
        new(
            $"partition {partition.name} has no {kind} endpoints",
            $"unset AWS_{setting.ToUpperInvariant()}, or remove {setting} from the profile"
        );
}
