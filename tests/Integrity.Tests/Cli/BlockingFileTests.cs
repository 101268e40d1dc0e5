using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary>
/// A named pipe or a device in place of a file: the command exits at once with an error that names it.
/// </summary>
public sealed class BlockingFileTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly Vector _vector = new("valid");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Commands()
    {
        var data = new TheoryData<string, string>();
        string[] commands =
        [
            "validate-logs --source {buckets} --keys {keys} --checkpoint {odd}",
            "validate-logs --source {buckets} --keys {odd}",
            "validate-logs --source {odd} --keys {keys}",
            "validate-logs --source {buckets} --keys {keys} --checkpoint {new} --checkpoint-key {odd}",
            "bundle {buckets} --out {new} --unsigned --report {odd}",
            "bundle {buckets} --out {new} --signing-key {odd}",
            "bundle {buckets} --out {odd} --unsigned",
            "prove --check {odd} --keys {keys}",
            "report {odd} --report {new}.md",
            "inspect {odd}",
            "keys import {odd} --region us-east-2 --out {new}",
            "keys generate --region us-east-2 --out {new} --encrypt --passphrase-file {odd}",
            "keys list --keys {odd}",
            "keys export --keys {keys} --out {odd}",
        ];
        foreach (var command in commands)
        {
            data.Add(command, "pipe");
            data.Add(command, "/dev/zero");
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task It_is_rejected(string command, string kind)
    {
        if (OperatingSystem.IsWindows())
            return;
        var odd = kind == "pipe" ? UnixFiles.MakePipe(_folder.PathTo("pipe")) : kind;
        if (kind == "pipe")
            File.SetUnixFileMode(odd, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var run = await RunAsync(command, odd);

        run.ExitCode.Should().BeOneOf(2, 3);
        run.Errors.Should().Contain(odd).And.NotContain("internal error");
        File.Exists(odd).Should().BeTrue("the file must not be replaced");
    }

    [Fact]
    public async Task A_pipe_in_a_directory_is_not_bundled()
    {
        if (OperatingSystem.IsWindows())
            return;
        _folder.CopyOf(_vector.Buckets, "evidence");
        var pipe = UnixFiles.MakePipe(_folder.PathTo("evidence", "amzn-s3-demo-bucket", "AWSLogs", "pipe"));

        var run = await RunAsync("bundle {odd} --out {new} --unsigned", _folder.PathTo("evidence"));

        run.ExitCode.Should().Be(3);
        run.Errors.Should().Contain($"{pipe} is a pipe, socket or device");
        File.Exists(_folder.PathTo("new")).Should().BeFalse();
    }

    [Theory]
    [InlineData("result_sign.json")]
    [InlineData("result_1.csv.gz")]
    public async Task A_pipe_among_query_results_is_never_valid(string name)
    {
        if (OperatingSystem.IsWindows())
            return;
        var vector = new Vector("query-valid");
        var folder = Path.GetDirectoryName(
            Directory.GetFiles(vector.Buckets, "result_sign.json", SearchOption.AllDirectories).Single()
        )!;
        var copy = _folder.CopyOf(folder, "results");
        File.Delete(Path.Combine(copy, name));
        UnixFiles.MakePipe(Path.Combine(copy, name));

        var run = await ProgramRun
            .OfAsync("verify-query-results", "--local-export-path", copy, "--keys", vector.PublicKeys)
            .WaitAsync(TimeSpan.FromSeconds(30));

        run.ExitCode.Should().BeOneOf(1, 3);
    }

    private async Task<ProgramRun> RunAsync(string command, string odd)
    {
        string[] range = command.StartsWith("validate-logs", StringComparison.Ordinal)
            ? [.. _vector.Arguments.Skip(1)]
            : [];
        var arguments = command
            .Replace("{buckets}", _vector.Buckets, StringComparison.Ordinal)
            .Replace("{keys}", _vector.PublicKeys, StringComparison.Ordinal)
            .Replace("{new}", _folder.PathTo("new"), StringComparison.Ordinal)
            .Replace("{odd}", odd, StringComparison.Ordinal)
            .Split(' ');
        return await Task.Run(() => ProgramRun.OfAsync([.. arguments, .. range])).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
