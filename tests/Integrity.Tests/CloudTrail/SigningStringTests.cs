using System.Text;
using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Tests.CloudTrail;

public sealed class SigningStringTests
{
    private static readonly Sha256Hash ContentHash = Sha256Hash.Of("content"u8);

    private static readonly Digest Starting = new()
    {
        AccountId = "111122223333",
        Period = new DigestPeriod(
            new DateTimeOffset(2025, 5, 4, 10, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2025, 5, 4, 11, 0, 0, TimeSpan.Zero)
        ),
        Location = new ObjectLocation(
            "amzn-s3-demo-bucket",
            "AWSLogs/111122223333/CloudTrail-Digest/…_20250504T110000Z.json.gz"
        ),
        Fingerprint = KeyFingerprint.Of("key"u8),
        LogFiles = [],
    };

    [Fact]
    public void A_starting_digest_signs_its_end_location_hash_and_null() =>
        Encoding
            .UTF8.GetString(SigningString.Of(Starting, ContentHash))
            .Should()
            .Be(
                "2025-05-04T11:00:00Z\n"
                    + "amzn-s3-demo-bucket/AWSLogs/111122223333/CloudTrail-Digest/…_20250504T110000Z.json.gz\n"
                    + "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73\n"
                    + "null"
            );

    [Fact]
    public void A_later_digest_signs_the_previous_signature_as_it_is_written()
    {
        Signature.TryParse("00aAFf", out var previous).Should().BeTrue();
        var digest = Starting with
        {
            Previous = new PreviousDigest(Starting.Location, ContentHash, Algorithms.Sha256, previous!),
        };

        Encoding.UTF8.GetString(SigningString.Of(digest, ContentHash)).Should().EndWith("9f73\n00aAFf");
    }

    [Fact]
    public void There_is_no_line_feed_at_the_end() =>
        SigningString.Of(Starting, ContentHash)[^1].Should().Be((byte)'l');
}
