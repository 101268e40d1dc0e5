using System.Text;
using System.Text.Json.Nodes;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary>
/// Copies whose metadata sidecars were written by other tools or damaged: readable parts are used, and no intact
/// file becomes invalid.
/// </summary>
public sealed class SidecarsOfCopiesTests : IDisposable
{
    private static readonly Vector Valid = new("valid");
    private static readonly string[] DigestTimes = ["11", "12", "13", "14", "15", "16"];

    private readonly TempDirectory _scratch = new();
    private readonly string _source;

    public SidecarsOfCopiesTests() => _source = _scratch.CopyOf(Valid.Buckets, "source");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("UTF-8 with a byte order mark")]
    [InlineData("UTF-16 LE")]
    [InlineData("UTF-16 BE")]
    [InlineData("head-object")]
    public async Task Sidecars_in_another_encoding_or_with_the_head_object_output_are_valid(string form)
    {
        foreach (var time in DigestTimes)
            File.WriteAllBytes(SidecarAt(time), Encode(File.ReadAllText(SidecarAt(time)), form));

        (await ValidateAsync())
            .Should()
            .Be(new ProgramRun(0, Valid.Read("expected.stdout"), Valid.Read("expected.stderr")));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\nAn error occurred (403) when calling the HeadObject operation: Forbidden\n", "is not valid JSON")]
    public async Task An_unusable_sidecar_is_named_and_the_signature_comes_from_the_next_digest(
        string sidecar,
        string problem
    )
    {
        File.WriteAllText(SidecarAt("13"), sidecar);

        var run = await ValidateAsync();

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Be(Valid.Read("expected.stdout"));
        run.Errors.Should()
            .Be(
                $"note: {LocationOf("13")}: its metadata sidecar {NameAt("13")}.meta.json {problem}, "
                    + "so its signature was taken from the next digest file\n"
            );
    }

    [Fact]
    public async Task An_unusable_sidecar_of_the_newest_digest_leaves_its_signature_unknown()
    {
        foreach (var time in DigestTimes)
            File.WriteAllText(SidecarAt(time), "");

        var run = await ValidateAsync();

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should()
            .Contain(
                $"Digest file\t{LocationOf("16")}\tCOULD NOT CHECK: signature unknown: "
                    + $"its metadata sidecar {NameAt("16")}.meta.json is empty, and no later digest file"
            );
        run.Output.Should().Contain("5/6 digest files valid, 1/6 digest files COULD NOT CHECK\n");
    }

    [Fact]
    public async Task A_changed_digest_is_invalid_even_without_a_usable_sidecar()
    {
        File.WriteAllText(SidecarAt("13"), "");
        var content = GzipBytes.Inflate(File.ReadAllBytes(PathAt("13")));
        File.WriteAllBytes(PathAt("13"), GzipBytes.Compress([.. content, (byte)' ']));

        (await ValidateAsync()).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task A_sidecar_without_metadata_is_invalid_as_in_S3()
    {
        File.WriteAllText(SidecarAt("13"), """{"ContentLength": 1, "Metadata": {}}""");

        var run = await ValidateAsync();

        run.ExitCode.Should().Be(1);
        run.Errors.Should().Be($"\nDigest file\t{LocationOf("13")}\tINVALID: signature verification failed\n\n");
    }

    private static byte[] Encode(string json, string form) =>
        form switch
        {
            "UTF-16 LE" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(json)],
            "UTF-16 BE" => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(json)],
            "head-object" => Encoding.UTF8.GetBytes(
                new JsonObject
                {
                    ["ContentLength"] = 5,
                    ["ETag"] = "\"00\"",
                    ["Metadata"] = JsonNode.Parse(json),
                }.ToJsonString()
            ),
            _ => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(json)],
        };

    private string PathAt(string hour) =>
        Directory
            .EnumerateFiles(_source, $"*CloudTrail-Digest*T{hour}0000Z.json.gz", SearchOption.AllDirectories)
            .Single();

    private string SidecarAt(string hour) => PathAt(hour) + ".meta.json";

    private string NameAt(string hour) => Path.GetFileName(PathAt(hour));

    private string LocationOf(string hour) => $"s3://{Path.GetRelativePath(_source, PathAt(hour))}";

    private Task<ProgramRun> ValidateAsync() =>
        ProgramRun.OfAsync([.. Valid.Arguments, "--source", _source, "--keys", Valid.PublicKeys]);
}
