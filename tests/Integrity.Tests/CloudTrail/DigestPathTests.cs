using FsCheck;
using FsCheck.Fluent;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.CloudTrail;

public sealed class DigestPathTests
{
    private const string Folder = "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/";
    private const string Example =
        Folder + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz";

    [Fact]
    public void The_example_is_parsed()
    {
        DigestPath.TryParse(Example, out var digestPath).Should().BeTrue();

        digestPath
            .Should()
            .Be(
                new DigestPath
                {
                    Prefix = "",
                    Chain = new ChainId("example-trail", "us-east-2", "111122223333", "us-east-2"),
                    End = new DateTimeOffset(2025, 5, 4, 11, 0, 0, TimeSpan.Zero),
                }
            );
        digestPath!.ToString().Should().Be(Example);
        digestPath.RegionFolder.Should().Be("AWSLogs/111122223333/CloudTrail-Digest/us-east-2/");
    }

    [Fact]
    public void The_path_of_an_organization_backfill_digest_below_a_prefix_is_parsed()
    {
        const string Text =
            "my/logs/AWSLogs/o-abcdef1234/111122223333/CloudTrail-Digest/eu-west-1/2025/05/04/"
            + "111122223333_CloudTrail-Digest_eu-west-1_a_b_c_us-east-2_20250504T110000Z_backfill.json.gz";

        DigestPath.TryParse(Text, out var digestPath).Should().BeTrue();

        (digestPath!.Prefix, digestPath.OrganizationId, digestPath.IsBackfill)
            .Should()
            .Be(("my/logs/", "o-abcdef1234", true));
        digestPath.Chain.Should().Be(new ChainId("a_b_c", "us-east-2", "111122223333", "eu-west-1"));
        digestPath.ToString().Should().Be(Text);
    }

    [Fact]
    public void A_written_path_is_read_back_with_any_prefix_and_trail_name() =>
        Prop.ForAll(
                Generators.DigestPaths.ToArbitrary(),
                digestPath => DigestPath.TryParse(digestPath.ToString(), out var read) && read == digestPath
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_near_miss_is_rejected_or_written_back_unchanged() =>
        Prop.ForAll(
                Generators
                    .DigestPaths.SelectMany(digestPath => Generators.NearMissOf(digestPath.ToString()))
                    .ToArbitrary(),
                text => !DigestPath.TryParse(text, out var read) || read.ToString() == text
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("////////")]
    [InlineData(Folder)]
    [InlineData(
        "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/"
            + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz"
    )]
    [InlineData(
        "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/"
            + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz"
    )]
    [InlineData("x" + Example)]
    [InlineData(Example + ".meta.json")]
    [InlineData(Example + "\n")]
    [InlineData(Folder + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250505T110000Z.json.gz")]
    [InlineData(Folder + "444455556666_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail-Digest_eu-west-1_example-trail_us-east-2_20250504T110000Z.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail-Digest_us-east-2_us-east-2_20250504T110000Z.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail-Digest_us-east-2__us-east-2_20250504T110000Z.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail-Digest_us-east-2_example-trail__20250504T110000Z.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T1100Z.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json")]
    [InlineData(
        Folder + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z_BACKFILL.json.gz"
    )]
    [InlineData(Folder + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-220250504T110000Z.json.gz")]
    [InlineData(
        "AWSLogs/11112222333/CloudTrail-Digest/us-east-2/2025/05/04/"
            + "11112222333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz"
    )]
    [InlineData(
        "AWSLogs/q-abc/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/"
            + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz"
    )]
    [InlineData(
        "o-abc/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/"
            + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz"
    )]
    public void A_path_that_does_not_match_the_grammar_exactly_is_rejected(string text) =>
        DigestPath.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void A_rejected_path_returns_null()
    {
        DigestPath
            .TryParse(Example.Replace("2025/05/04", "2025/05/05", StringComparison.Ordinal), out var digestPath)
            .Should()
            .BeFalse();

        digestPath.Should().BeNull("the folder and the name have different dates");
    }
}
