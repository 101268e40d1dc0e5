using Integrity.Aws.S3;

namespace Integrity.IntegrationTests.S3;

/// <summary>Validation of regions named by a server.</summary>
public sealed class S3RegionTests
{
    [Theory]
    [InlineData("eu-west-1", "us-east-1")]
    [InlineData("ap-southeast-5", "us-east-2")]
    [InlineData("mx-central-1", "us-east-2")]
    [InlineData("us-gov-east-1", "us-gov-west-1")]
    [InlineData("cn-northwest-1", "cn-north-1")]
    [InlineData("eusc-de-east-1", "eusc-de-west-1")]
    public void A_region_in_the_same_partition_is_accepted(string region, string current) =>
        S3Region.IsAcceptable(region, current, hasCustomEndpoint: false).Should().BeTrue();

    [Theory]
    [InlineData("cn-north-1")]
    [InlineData("us-gov-west-1")]
    [InlineData("us-iso-east-1")]
    [InlineData("us-isob-east-1")]
    [InlineData("eusc-de-east-1")]
    [InlineData("")]
    [InlineData("evil.com/#")]
    [InlineData("evil.com")]
    [InlineData("x@evil.com:443/")]
    [InlineData("eu-west-1\n")]
    [InlineData("eu-west-1 ")]
    [InlineData("EU-WEST-1")]
    [InlineData("eu-west-1.evil.com")]
    [InlineData("aws-global")]
    [InlineData("eu-west-١")]
    [InlineData("default")]
    public void An_invalid_region_or_one_in_another_partition_is_rejected(string region) =>
        S3Region.IsAcceptable(region, "us-east-2", hasCustomEndpoint: false).Should().BeFalse();

    [Theory]
    [InlineData("garage", true)]
    [InlineData("default", true)]
    [InlineData("cn-north-1", true)]
    [InlineData("evil.com", false)]
    [InlineData("a/b", false)]
    [InlineData("", false)]
    public void With_a_configured_endpoint_a_region_may_have_any_plain_name(string region, bool isAccepted) =>
        S3Region.IsAcceptable(region, "us-east-1", hasCustomEndpoint: true).Should().Be(isAccepted);
}
