using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Tests.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.CloudTrail;

public sealed class DigestJsonTests
{
    private const string NoLogFiles = "\"logFiles\":[]}";
    private static readonly string[] LinkMembers =
    [
        "previousDigestS3Bucket",
        "previousDigestS3Object",
        "previousDigestHashValue",
        "previousDigestHashAlgorithm",
        "previousDigestSignature",
    ];

    [Fact]
    public void A_digest_as_CloudTrail_writes_it_is_read()
    {
        var digest = Parse(ExampleDigest.Json);

        digest.AccountId.Should().Be("111122223333");
        digest.Period.ToString().Should().Be("2025-05-04T10:00:00Z to 2025-05-04T11:00:00Z");
        digest
            .Location.ToString()
            .Should()
            .Be(
                "s3://amzn-s3-demo-bucket/AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/"
                    + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz"
            );
        (digest.Fingerprint.Hex, digest.SignatureAlgorithm)
            .Should()
            .Be(("31e8b5433410dfb61a9dc45cc65b22ff", "SHA256withRSA"));
        digest.OldestEventTime.Should().Be(new DateTimeOffset(2025, 5, 4, 9, 57, 0, TimeSpan.Zero));
        digest.Previous!.Signature.Hex.Should().Be("50887ccffad4c002");
        digest
            .LogFiles.Select(logFile => logFile.Location.Path[^25..])
            .Should()
            .Equal("_M0CTfEFb8P83r7bt.json.gz"[^25..], "_9xsHd4kz5uZMh1bQ.json.gz"[^25..]);
        digest.LogFiles[1].NewestEventTime.Should().BeNull("the file has no event times");
    }

    [Fact]
    public void A_digest_is_written_as_CloudTrail_writes_it() =>
        Encoding.UTF8.GetString(DigestJson.Write(Parse(ExampleDigest.Json))).Should().Be(ExampleDigest.Json);

    [Fact]
    public void A_written_digest_is_read_back_and_written_to_the_same_bytes() =>
        Prop.ForAll(
                Generators.Digests.ToArbitrary(),
                digest =>
                {
                    var written = DigestJson.Write(digest);
                    var read = DigestJson.Parse(written);
                    read.LogFiles.Should().Equal(digest.LogFiles);
                    (read with { LogFiles = digest.LogFiles }).Should().Be(digest);
                    DigestJson.Write(read).Should().Equal(written);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_slash_is_escaped() =>
        Prop.ForAll(
                Generators.Digests.ToArbitrary(),
                digest =>
                    Encoding
                        .UTF8.GetString(DigestJson.Write(digest))
                        .Split('/')
                        .SkipLast(1)
                        .All(part => part.EndsWith('\\'))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_starting_digest_has_no_link()
    {
        var starting = ExampleDigest.Json[
            ..ExampleDigest.Json.IndexOf("\"previousDigestS3Bucket\"", StringComparison.Ordinal)
        ];

        Parse(starting + NoLogFiles).Previous.Should().BeNull("missing members and null members mean the same");
        Parse(starting + string.Concat(LinkMembers.Select(member => $"\"{member}\":null,")) + NoLogFiles)
            .Previous.Should()
            .BeNull();
    }

    [Theory]
    [InlineData("\"awsAccountId\"", "\"new\":{\"logFiles\":[{\"a\":[1,2,{}]}],\"awsAccountId\":7},\"awsAccountId\"")]
    [InlineData(
        "\"hashAlgorithm\":\"SHA-256\",\"newest",
        "\"new\":[true,null,1e999],\"hashAlgorithm\":\"SHA-256\",\"newest"
    )]
    [InlineData("{\"awsAccountId\"", " \t\r\n{\n \"awsAccountId\"")]
    public void Unknown_members_and_white_space_are_ignored(string piece, string replacement)
    {
        var digest = Parse(ExampleDigest.With(piece, replacement));

        DigestJson.Write(digest).Should().Equal(Encoding.UTF8.GetBytes(ExampleDigest.Json));
    }

    [Fact]
    public void Member_names_may_contain_escapes() =>
        Parse(ExampleDigest.With("\"awsAccountId\"", "\"\\u0061wsAccountId\"")).AccountId.Should().Be("111122223333");

    [Fact]
    public void Unknown_algorithms_are_accepted_by_the_parser()
    {
        Parse(ExampleDigest.With("SHA256withRSA", "SHA512withRSA")).SignatureAlgorithm.Should().Be("SHA512withRSA");
        Parse(ExampleDigest.With("SHA-256", "MD5")).LogFiles[0].HashAlgorithm.Should().Be("MD5");
    }

    private static Digest Parse(string json) => DigestJson.Parse(Encoding.UTF8.GetBytes(json));
}
