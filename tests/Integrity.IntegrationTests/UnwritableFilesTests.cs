using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// A report or a checkpoint that cannot be written is an error before the run, and the existing file stays.
/// </summary>
public sealed class UnwritableFilesTests : IDisposable
{
    private readonly AwsHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("--report", "closed/report.json", "access to its directory is denied")]
    [InlineData("--report", "directory.json", "it is a directory")]
    [InlineData("--checkpoint", "closed/checkpoint.json", "access to its directory is denied")]
    public async Task An_unwritable_file_is_reported_before_the_run(string option, string path, string reason)
    {
        Directory.CreateDirectory(_home.At("directory.json"));
        Directory.CreateDirectory(_home.At("closed"));
        _home.Write("closed/report.json", "an earlier report");
        await _home.RunProgramAsync("chmod", "-R", "a=rX", _home.At("closed"));

        var run = await RunAsNobodyAsync(option, _home.At(path));

        run.Output.Should().BeEmpty("nothing was verified yet: {0}", run);
        run.Errors.Should()
            .EndWith(
                $"ctverify: {option}: cannot write {_home.At(path)}: {reason}\n"
                    + "hint: choose a file in a writable directory\n"
            );
        run.ExitCode.Should().Be(2);
        (await File.ReadAllTextAsync(_home.At("closed/report.json"))).Should().Be("an earlier report");
    }

    [Fact]
    public async Task A_report_replaces_an_earlier_one_and_leaves_no_temporary_file()
    {
        _home.Write("report.json", "an earlier report");

        var run = await _home.RunAsync(Arguments("--report", _home.At("report.json")));

        run.ExitCode.Should().Be(0, "{0}", run);
        (await File.ReadAllTextAsync(_home.At("report.json"))).Should().StartWith("{");
        Directory.GetFiles(_home.At(""), "*.unfinished").Should().BeEmpty();
    }

    /// <summary>
    /// Runs ctverify without root's privileges. In CI, tests run as root, which can write to any directory.
    /// </summary>
    private async Task<ProgramRun> RunAsNobodyAsync(params string[] more)
    {
        string[] command = [.. CtVerifyProgram.Command, .. Arguments(more)];
        if (!Environment.IsPrivilegedProcess)
            return await _home.RunProgramAsync(command[0], command[1..]);
        await _home.RunProgramAsync("chmod", "a+rx", _home.At(""));
        return await _home.RunProgramAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", .. command]);
    }

    private static string[] Arguments(params string[] more) =>
        [
            "validate-logs",
            "--trail-arn",
            "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--source",
            RepositoryFolder.At("testdata", "vectors", "valid", "buckets"),
            "--keys",
            RepositoryFolder.At("keys"),
            .. more,
        ];
}
