using System.Text;
using Integrity.Storage;

namespace Integrity.Tests.Storage;

public sealed class MetadataSidecarTests
{
    private const string Json = """{"signature": "00ff", "signature-algorithm": "SHA256withRSA"}""";

    private const string HeadObject = """
        {
            "AcceptRanges": "bytes", "LastModified": "2025-05-04T10:27:00+00:00", "ContentLength": 1234,
            "ETag": "\"00\"", "ContentType": "application/json",
            "ServerSideEncryption": "AES256", "BucketKeyEnabled": true,
            "Metadata": {"Signature": "00ff", "signature-algorithm": "SHA256withRSA"}
        }
        """;

    public static TheoryData<string, byte[]> Readable =>
        new()
        {
            { "UTF-8", Encoding.UTF8.GetBytes(Json) },
            { "UTF-8 with a byte order mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Json)] },
            {
                "UTF-16 LE with a byte order mark, as Windows PowerShell redirects",
                [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Json + "\r\n")]
            },
            {
                "UTF-16 BE with a byte order mark",
                [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Json)]
            },
            { "UTF-16 LE without a mark", Encoding.Unicode.GetBytes(Json) },
            { "UTF-16 BE without a mark", Encoding.BigEndianUnicode.GetBytes(Json) },
            { "a head-object answer", Encoding.UTF8.GetBytes(HeadObject) },
            {
                "a head-object answer in UTF-16 LE",
                [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(HeadObject)]
            },
            {
                "names in other case",
                Encoding.UTF8.GetBytes(
                    """{"metadata": {"SIGNATURE": "00ff", "Signature-Algorithm": "SHA256withRSA"}}"""
                )
            },
        };

    [Theory]
    [MemberData(nameof(Readable))]
    public void Metadata_is_read_in_each_encoding_and_from_the_output_of_head_object(string form, byte[] sidecar)
    {
        var content = MetadataSidecar.Parse(sidecar);

        content.Problem.Should().BeNull(form);
        content
            .Metadata.Should()
            .Equal(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["signature"] = "00ff",
                    ["signature-algorithm"] = "SHA256withRSA",
                }
            );
    }

    public static TheoryData<string, byte[]> Unreadable =>
        new()
        {
            { "is empty", [] },
            { "is empty", [.. Encoding.UTF8.Preamble] },
            { "is empty", [.. Encoding.Unicode.GetBytes("\uFEFF\r\n")] },
            {
                "is not valid JSON",
                "\nAn error occurred (403) when calling the HeadObject operation: Forbidden\n"u8.ToArray()
            },
            { "is not valid JSON", Encoding.UTF8.GetBytes(Json[..^1]) },
            { "is not valid JSON", """{"signature": "00", "Signature": "ff"}"""u8.ToArray() },
            { "is not a JSON object", "null"u8.ToArray() },
            { "is not a JSON object", "\"00ff\""u8.ToArray() },
            { "is neither UTF-8 nor UTF-16 text", [0xFF, 0xFE, 0x7B] },
            { "is neither UTF-8 nor UTF-16 text", [0x7B, 0x22, 0xC3, 0x28] },
            { "is larger than 65536 bytes", new byte[(64 << 10) + 1] },
        };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_sidecar_that_is_not_a_JSON_object_is_reported_with_its_name(string problem, byte[] sidecar)
    {
        var content = MetadataSidecar.Parse(sidecar);

        content.Metadata.Should().BeNull();
        content.ProblemOf("/evidence/key.json.gz").Should().Be($"its metadata sidecar key.json.gz.meta.json {problem}");
    }

    [Fact]
    public void User_metadata_named_metadata_is_not_the_output_of_head_object() =>
        MetadataSidecar
            .Parse("""{"metadata": "x", "signature": "00"}"""u8.ToArray())
            .Metadata.Should()
            .Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["metadata"] = "x", ["signature"] = "00" });
}
