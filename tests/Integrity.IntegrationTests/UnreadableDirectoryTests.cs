using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// ctverify run by a user without access to parts of a trail: it reports what it cannot read, verifies the rest, and
/// detects a forged log file wherever it is readable.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class UnreadableDirectoryTests : IDisposable
{
    private const string Account = "AWSLogs/111122223333/";
    private const string Day = "us-east-2/2025/05/04";

    private readonly TemporaryFolder _folder = new();
    private string _keys = "";
    private string _store = "";

    private static readonly string[] InTheTrail =
    [
        "AWSLogs/lost+found",
        $"{Account}CloudTrail/lost+found",
        $"{Account}CloudTrail/{Day}/lost+found",
        $"{Account}CloudTrail-Digest/lost+found",
        $"{Account}CloudTrail-Digest/{Day}/lost+found",
    ];

    public static TheoryData<string> Places =>
        [
            "lost+found",
            $"{SampleTrail.Bucket}/lost+found",
            .. InTheTrail.Select(place => $"{SampleTrail.Bucket}/{place}"),
        ];

    public void Dispose()
    {
        using (var chmod = System.Diagnostics.Process.Start("chmod", ["-R", "u+rwx", _folder.Root]))
            chmod.WaitForExit();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_unreadable_directory_does_not_hide_a_forged_log_file_elsewhere(string place)
    {
        await MakeAsync();
        Forge($"{Account}CloudTrail/{Day}");
        Deny(place);

        var run = await ValidateAsync();

        run.ExitCode.Should().Be(1, "{0}", run);
        run.Errors.Should().Contain("INVALID: no digest file lists it");
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_unreadable_directory_is_reported_and_the_rest_is_verified(string place)
    {
        await MakeAsync();
        Deny(place);

        var run = await ValidateAsync();

        // As in S3, nothing is searched outside the trail's prefix.
        var isBeside = place is "lost+found" or $"{SampleTrail.Bucket}/lost+found";
        run.ExitCode.Should().Be(3, "{0}", run);
        run.Output.Should().Contain("2/2 digest files valid").And.Contain("3/3 log files valid");
        run.Errors.Should().Contain(isBeside ? "lost+found" : $"s3://{place}/");
    }

    [Theory]
    [InlineData("444")]
    [InlineData("000")]
    [InlineData("111")]
    public async Task Another_region_with_inaccessible_directories_is_not_valid(string mode)
    {
        await MakeAsync();
        foreach (var kind in (string[])["CloudTrail", "CloudTrail-Digest"])
        {
            Forge($"{Account}{kind}/eu-west-1/2025/05/04");
            SetMode($"{SampleTrail.Bucket}/{Account}{kind}/eu-west-1", mode);
        }

        var run = await ValidateAsync();

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should().Contain("COULD NOT CHECK");
    }

    [Theory]
    [InlineData("CloudTrail", "444", 3)]
    [InlineData("CloudTrail-Digest", "444", 3)]
    [InlineData("CloudTrail", "000", 3)]
    [InlineData("CloudTrail-Digest", "000", 3)]
    [InlineData("CloudTrail/us-east-2", "444", 3)]
    [InlineData("CloudTrail-Digest/us-east-2", "444", 3)]
    [InlineData("CloudTrail/" + Day, "444", 1)]
    [InlineData("CloudTrail/" + Day, "111", 3)]
    [InlineData("CloudTrail-Digest/" + Day, "444", 3)]
    [InlineData("CloudTrail-Digest/" + Day, "000", 3)]
    public async Task A_forged_log_file_in_inaccessible_directories_is_never_valid(
        string directory,
        string mode,
        int exitCode
    )
    {
        await MakeAsync();
        Forge($"{Account}CloudTrail/{Day}");
        SetMode($"{SampleTrail.Bucket}/{Account}{directory}", mode);

        var run = await ValidateAsync();

        run.ExitCode.Should().Be(exitCode, "{0}", run);
        run.Errors.Should().NotContain("not found", "denied access does not mean that an object is missing");
    }

    [Theory]
    [InlineData("*_CloudTrail_*.json.gz")]
    [InlineData("*_20250504T110000Z.json.gz")]
    [InlineData("*_20250504T120000Z.json.gz.meta.json")]
    [InlineData("04")]
    [InlineData("2025")]
    [InlineData("AWSLogs")]
    public async Task An_unchanged_trail_with_denied_parts_is_never_invalid(string pattern)
    {
        await MakeAsync();
        var denied = Directory.EnumerateFileSystemEntries(_store, pattern, SearchOption.AllDirectories).ToList();
        foreach (var path in denied)
            File.SetUnixFileMode(path, UnixFileMode.None);

        var run = await ValidateAsync();

        run.ExitCode.Should().Be(3, "{0}", run);
    }

    [Fact]
    public async Task An_unreadable_file_next_to_query_results_is_reported()
    {
        var results = _folder.At("query");
        foreach (
            var file in Directory.EnumerateFiles(
                RepositoryFolder.At("testdata", "vectors", "query-valid", "buckets"),
                "*",
                SearchOption.AllDirectories
            )
        )
        {
            Directory.CreateDirectory(results);
            File.Copy(file, Path.Combine(results, Path.GetFileName(file)));
        }
        var keys = RepositoryFolder.At("testdata", "vectors", "query-valid", "public-keys.json");
        (await Denied("verify-query-results", "--local-export-path", results, "--keys", keys)).ExitCode.Should().Be(0);

        File.WriteAllText(Path.Combine(results, "result_9.csv.gz"), "x");
        File.SetUnixFileMode(Path.Combine(results, "result_9.csv.gz"), UnixFileMode.None);
        (await Denied("verify-query-results", "--local-export-path", results, "--keys", keys)).ExitCode.Should().Be(1);

        File.Delete(Path.Combine(results, "result_9.csv.gz"));
        Directory.CreateDirectory(Path.Combine(results, "result_more"), UnixFileMode.None);
        (await Denied("verify-query-results", "--local-export-path", results, "--keys", keys)).ExitCode.Should().Be(3);
    }

    private async Task MakeAsync() => (_store, _keys) = await SampleTrail.MakeAsync(_folder);

    private void Forge(string folder) =>
        SampleTrail.Put(
            _store,
            $"{folder}/111122223333_CloudTrail_us-east-2_20250504T1030Z_FORGEDFORGEDFORG.json.gz",
            SampleTrail.Gzip(SampleTrail.Events(30))
        );

    private void Deny(string place) => Directory.CreateDirectory(Path.Combine(_store, place), UnixFileMode.None);

    private void SetMode(string place, string mode) =>
        File.SetUnixFileMode(Path.Combine(_store, place), (UnixFileMode)Convert.ToInt32(mode, 8));

    private Task<ProgramRun> ValidateAsync() =>
        Denied(
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--source",
            _store,
            "--keys",
            _keys,
            "--start-time",
            SampleTrail.StartTime,
            "--end-time",
            SampleTrail.EndTime
        );

    private static Task<ProgramRun> Denied(params string[] arguments) =>
        CtVerifyProgram.RunWithoutPrivilegesAsync(arguments);
}
