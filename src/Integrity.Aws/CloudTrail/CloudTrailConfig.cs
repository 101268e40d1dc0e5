using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace Integrity.Aws.CloudTrail;

/// <summary>
/// Resolves CloudTrail's endpoint with the SDK: region, partition, FIPS, dual-stack, <c>AWS_ENDPOINT_URL_CLOUDTRAIL</c>
/// and profile. It replaces the SDK's CloudTrail package, of which we would use only two calls.
/// </summary>
internal sealed class CloudTrailConfig : ClientConfig
{
    public CloudTrailConfig()
        : base(new DefaultConfigurationProvider(AmazonS3DefaultConfiguration.GetAllConfigurations()))
    {
        ServiceId = "CloudTrail";
        AuthenticationServiceName = "cloudtrail";
    }

    public override string ServiceVersion => "2013-11-01";

    public override string UserAgent => "Integrity";

    public override string RegionEndpointServiceName => "cloudtrail";

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        return new Endpoint(
            ServiceURL ?? CloudTrailEndpoint.Of(RegionEndpoint.SystemName, UseFIPSEndpoint, UseDualstackEndpoint)
        );
    }
}
