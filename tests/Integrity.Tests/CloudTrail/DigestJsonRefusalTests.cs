using System.Text;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Tests.Digests;

namespace Integrity.Tests.CloudTrail;

/// <summary>
/// Text that is almost a digest is rejected. The reason names the member and never quotes its content.
/// </summary>
public sealed class DigestJsonRefusalTests
{
    [Theory]
    [InlineData("\"awsAccountId\"", "\"awsAccountId\":\"444455556666\",\"awsAccountId\"", "awsAccountId appears twice")]
    [InlineData(
        "\"awsAccountId\"",
        "\"\\u0061wsAccountId\":\"444455556666\",\"awsAccountId\"",
        "awsAccountId appears twice"
    )]
    [InlineData("\"logFiles\"", "\"logFiles\":[],\"logFiles\"", "logFiles appears twice")]
    [InlineData(
        "\"hashAlgorithm\":\"SHA-256\",\"newest",
        "\"hashAlgorithm\":\"MD5\",\"hashAlgorithm\":\"SHA-256\",\"newest",
        "hashAlgorithm appears twice"
    )]
    public void A_duplicate_member_is_rejected(string piece, string replacement, string reason) =>
        ShouldBeRejected(ExampleDigest.With(piece, replacement), reason);

    [Theory]
    [InlineData("awsAccountId")]
    [InlineData("digestStartTime")]
    [InlineData("digestEndTime")]
    [InlineData("digestS3Bucket")]
    [InlineData("digestS3Object")]
    [InlineData("digestPublicKeyFingerprint")]
    [InlineData("digestSignatureAlgorithm")]
    [InlineData("previousDigestS3Bucket")]
    [InlineData("previousDigestS3Object")]
    [InlineData("previousDigestHashValue")]
    [InlineData("previousDigestHashAlgorithm")]
    [InlineData("previousDigestSignature")]
    [InlineData("logFiles")]
    public void A_missing_member_is_rejected(string member) =>
        ShouldBeRejected(ExampleDigest.With($"\"{member}\"", "\"other\""), $"{member} is missing");

    [Theory]
    [InlineData("s3Bucket")]
    [InlineData("s3Object")]
    [InlineData("hashValue")]
    [InlineData("hashAlgorithm")]
    public void A_missing_member_of_a_log_file_is_rejected(string member) =>
        ShouldBeRejected(ExampleDigest.With($"\"{member}\"", "\"other\""), $"logFiles.{member} is missing");

    [Theory]
    [InlineData("\"awsAccountId\":\"111122223333\"", "\"awsAccountId\":111122223333", "awsAccountId is malformed")]
    [InlineData(
        "\"awsAccountId\":\"111122223333\"",
        "\"awsAccountId\":[\"111122223333\"]",
        "awsAccountId is malformed"
    )]
    [InlineData("\"awsAccountId\":\"111122223333\"", "\"awsAccountId\":null", "awsAccountId is missing")]
    [InlineData("2025-05-04T11:00:00Z", "2025-05-04T11:00:00", "digestEndTime is malformed")]
    [InlineData(
        "\"digestEndTime\":\"2025-05-04T11:00:00Z\"",
        "\"digestEndTime\":1746356400",
        "digestEndTime is malformed"
    )]
    [InlineData("2025-05-04T09:57:00Z", "yesterday", "oldestEventTime is malformed")]
    [InlineData("31e8b5433410dfb61a9dc45cc65b22ff", "31e8", "digestPublicKeyFingerprint is malformed")]
    [InlineData(
        "\"previousDigestHashValue\":\"ed70",
        "\"previousDigestHashValue\":\"xx70",
        "previousDigestHashValue is malformed"
    )]
    [InlineData("50887ccffad4c002", "50887ccffad4c00", "previousDigestSignature is malformed")]
    [InlineData("50887ccffad4c002", "", "previousDigestSignature is malformed")]
    [InlineData("ba7816bf8f01cfea", "", "logFiles.hashValue is malformed")]
    [InlineData("2025-05-04T10:57:00Z", "2025-05-04", "logFiles.oldestEventTime is malformed")]
    [InlineData("\"logFiles\":[", "\"logFiles\":null,\"x\":[", "logFiles is malformed")]
    [InlineData("\"logFiles\":[", "\"logFiles\":[[],", "logFiles is not an object")]
    [InlineData("\"logFiles\":[", "\"logFiles\":[null,", "logFiles is not an object")]
    public void A_malformed_member_is_rejected(string piece, string replacement, string reason) =>
        ShouldBeRejected(ExampleDigest.With(piece, replacement), reason);

    [Fact]
    public void A_start_after_the_end_is_rejected() =>
        ShouldBeRejected(
            ExampleDigest.With(
                "\"digestStartTime\":\"2025-05-04T10:00:00Z\"",
                "\"digestStartTime\":\"2025-05-04T11:00:01Z\""
            ),
            "digestStartTime is later than digestEndTime"
        );

    [Theory]
    [InlineData("previousDigestS3Bucket", "amzn-s3-demo-bucket")]
    [InlineData("previousDigestHashAlgorithm", "SHA-256")]
    [InlineData("previousDigestSignature", "50887ccffad4c002")]
    public void A_partly_null_link_is_rejected(string member, string value) =>
        ShouldBeRejected(ExampleDigest.With($"\"{member}\":\"{value}\"", $"\"{member}\":null"), $"{member} is missing");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"digest\"")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"awsAccountId\"")]
    [InlineData("{\"awsAccountId\":}")]
    [InlineData("{'awsAccountId':'111122223333'}")]
    public void Text_that_is_not_a_digest_is_rejected(string text) => ShouldBeRejected(text, "*");

    [Theory]
    [InlineData("{}")]
    [InlineData(" x")]
    [InlineData("\0")]
    [InlineData(",")]
    [InlineData("// end")]
    public void Text_after_the_digest_is_rejected(string trailing) =>
        ShouldBeRejected(ExampleDigest.Json + trailing, "*");

    [Fact]
    public void A_comment_is_rejected() =>
        ShouldBeRejected(ExampleDigest.With("\"logFiles\"", "/* none */\"logFiles\""), "it is not valid JSON");

    [Fact]
    public void A_byte_order_mark_is_rejected() =>
        ShouldBeRejected("\ufeff" + ExampleDigest.Json, "it is not valid JSON");

    [Fact]
    public void An_escaped_lone_surrogate_is_rejected() =>
        ShouldBeRejected(ExampleDigest.With("amzn-s3-demo-bucket", "\\ud83d"), "it is not valid JSON");

    [Theory]
    [InlineData(0xff)]
    [InlineData(0xc0, 0xaf)]
    [InlineData(0xed, 0xa0, 0x80)]
    [InlineData(0xf4, 0x90, 0x80, 0x80)]
    public void Invalid_UTF_8_is_rejected(params int[] bytes)
    {
        var json = Encoding.Latin1.GetBytes(
            ExampleDigest.With(
                "\"awsAccountId\"",
                $"\"new\":\"{new string([.. bytes.Select(b => (char)b)])}\",\"awsAccountId\""
            )
        );

        var parse = () => DigestJson.Parse(json);

        parse.Should().Throw<DigestFormatException>().WithMessage("it is not valid UTF-8");
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(40, false)]
    [InlineData(100_000, false)]
    public void Deep_nesting_is_rejected(int depth, bool isRead)
    {
        var json = ExampleDigest.With(
            "\"awsAccountId\"",
            $"\"new\":{new string('[', depth)}{new string(']', depth)},\"awsAccountId\""
        );

        if (isRead)
            DigestJson.Parse(Encoding.UTF8.GetBytes(json)).LogFiles.Should().HaveCount(2);
        else
            ShouldBeRejected(json, "it is not valid JSON");
    }

    [Fact]
    public void Too_many_log_files_are_reported_as_beyond_the_limits()
    {
        var json = Encoding.UTF8.GetBytes(ExampleDigest.Json);

        var parse = () => DigestJson.Parse(json, new DigestLimits { MaxLogFiles = 1 });

        parse
            .Should()
            .Throw<DigestFormatException>()
            .WithMessage("it lists more than 1 log files")
            .Which.IsBeyondLimits.Should()
            .BeTrue();
        DigestJson.Parse(json, new DigestLimits { MaxLogFiles = 2 }).LogFiles.Should().HaveCount(2);
    }

    private static void ShouldBeRejected(string json, string reason)
    {
        var parse = () => DigestJson.Parse(Encoding.UTF8.GetBytes(json));

        parse.Should().Throw<DigestFormatException>().WithMessage(reason).Which.IsBeyondLimits.Should().BeFalse();
    }
}
