using Integrity.Aws;
using Integrity.Cli.Output;

namespace Integrity.Tests.Aws;

/// <summary>The region of API calls: first the sources of the AWS CLI, then the trail's home region.</summary>
public sealed class RegionChoiceTests
{
    [Theory]
    [InlineData("eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1", "eu-south-1", "eu-west-1")]
    [InlineData(null, "eu-west-2", "eu-west-3", "eu-north-1", "eu-south-1", "eu-west-2")]
    [InlineData(null, null, "eu-west-3", "eu-north-1", "eu-south-1", "eu-west-3")]
    [InlineData(null, null, null, "eu-north-1", "eu-south-1", "eu-north-1")]
    [InlineData(null, null, null, null, "eu-south-1", "eu-south-1")]
    [InlineData(null, null, null, null, null, "us-east-1")]
    [InlineData(null, "", " ", null, "eu-south-1", "eu-south-1")]
    [InlineData(null, "eu-west-2\r", null, null, null, "eu-west-2")]
    public void The_first_source_with_a_region_wins(
        string? given,
        string? region,
        string? defaultRegion,
        string? profile,
        string? home,
        string expected
    ) => Choose(given, region, defaultRegion, profile, home).Should().Be(expected);

    [Theory]
    [InlineData("us-gov-west-1")]
    [InlineData("cn-north-1")]
    [InlineData("us-iso-east-1")]
    [InlineData("us-isob-east-1")]
    [InlineData("eusc-de-east-1")]
    public void Requests_for_a_trail_in_another_partition_never_go_to_the_commercial_partition(string home)
    {
        Choose(null, null, null, null, home).Should().Be(home);
        Choose(null, "us-east-1", "us-east-1", "us-east-1", home).Should().Be(home);
        var choose = () => Choose("us-east-1", null, null, null, home);
        var refusal = choose
            .Should()
            .Throw<AwsConfigurationException>()
            .WithMessage("Region: us-east-1 is in partition aws, but the trail is in aws-*")
            .Which;
        SettingWords
            .Of(refusal)
            .Should()
            .StartWith("--region: us-east-1 is in partition aws, but the trail is in aws-");
    }

    [Fact]
    public void A_region_in_the_partition_of_the_trail_is_used() =>
        Choose(null, "us-east-1", "us-gov-east-1", null, "us-gov-west-1").Should().Be("us-gov-east-1");

    private static string Choose(string? given, string? region, string? defaultRegion, string? profile, string? home) =>
        RegionChoice.Choose(
            given,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["AWS_REGION"] = region,
                ["AWS_DEFAULT_REGION"] = defaultRegion,
            },
            profile,
            home
        );
}
