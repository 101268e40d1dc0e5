using System.Text.Json;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>ctverify as a process: exit codes, and output through pipes.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("valid")]
    [InlineData("log-modified")]
    public async Task The_output_of_a_vector_is_exact_to_the_byte(string vector)
    {
        var at = RepositoryFolder.At("testdata", "vectors", vector);
        using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(at, "case.json")));
        var arguments = expected
            .RootElement.GetProperty("arguments")
            .EnumerateArray()
            .Select(argument => argument.GetString()!);

        var run = await CtVerifyProgram.RunAsync([
            .. arguments,
            "--source",
            Path.Combine(at, "buckets"),
            "--keys",
            Path.Combine(at, "public-keys.json"),
        ]);

        run.OutputBytes.Should().Equal(await File.ReadAllBytesAsync(Path.Combine(at, "expected.stdout")), "{0}", run);
        run.ErrorBytes.Should().Equal(await File.ReadAllBytesAsync(Path.Combine(at, "expected.stderr")), "{0}", run);
        run.ExitCode.Should().Be(expected.RootElement.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Bouncy_Castle_is_not_loaded_unless_it_is_used()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        var program = _folder.At("program");
        Directory.CreateDirectory(program);
        foreach (
            var file in Directory
                .GetFiles(AppContext.BaseDirectory, "*")
                .Where(file => !Path.GetFileName(file).Contains("BouncyCastle", StringComparison.Ordinal))
        )
            File.Copy(file, Path.Combine(program, Path.GetFileName(file)));

        Task<ProgramRun> RunAsync(params string[] arguments) =>
            ExternalProgram.DotNet.TryRunAsync([Path.Combine(program, "ctverify.dll"), .. arguments]);
        string[] validate = ["validate-logs", .. SampleTrail.Selection(), "--source", store, "--keys", keys];

        (await RunAsync("--help")).ExitCode.Should().Be(0);
        (await RunAsync(validate)).ExitCode.Should().Be(0);
        (await RunAsync([.. validate, "--crypto", "both"]))
            .Errors.Should()
            .Contain("Integrity.BouncyCastle", "its absence must cause an error here, or the test would prove nothing");
    }

    [Fact]
    public async Task A_valid_chain_exits_with_0()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);

        (await CtVerifyProgram.ValidateAsync(store, keys)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_deleted_log_file_exits_with_1()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        File.Delete(Path.Combine(store, SampleTrail.Bucket, SampleTrail.LogFilePath(5)));

        (await CtVerifyProgram.ValidateAsync(store, keys)).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task An_unknown_option_exits_with_2_and_writes_nothing_to_stdout()
    {
        var run = await CtVerifyProgram.RunAsync("validate-logs", "--no-such-option");

        run.ExitCode.Should().Be(2);
        run.OutputBytes.Should().BeEmpty();
        run.Errors.Should().StartWith("ctverify: ");
    }

    [Fact]
    public async Task A_range_that_no_digest_covers_exits_with_3()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);

        var run = await CtVerifyProgram.ValidateAsync(store, keys, from: "2025-05-03T10:00:00Z");

        run.ExitCode.Should().Be(3, "{0}", run);
    }

    [Fact]
    public async Task A_reader_that_closes_the_pipe_early_does_not_change_the_verdict()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        (await ExitCodeWithoutReaderAsync(store, keys)).Should().Be(0);

        File.Delete(Path.Combine(store, SampleTrail.Bucket, SampleTrail.LogFilePath(5)));

        (await ExitCodeWithoutReaderAsync(store, keys)).Should().Be(1);
    }

    [Fact]
    public async Task Results_that_find_no_room_on_the_disk_are_told_and_exit_with_3()
    {
        var at = RepositoryFolder.At("testdata", "vectors", "valid");

        var run = await new ExternalProgram("sh", "dash").TryRunAsync([
            "-c",
            "exec \"$@\" > /dev/full",
            "sh",
            .. CtVerifyProgram.Command,
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--source",
            Path.Combine(at, "buckets"),
            "--keys",
            Path.Combine(at, "public-keys.json"),
        ]);

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should()
            .StartWith("ctverify: cannot write the output: No space left on device")
            .And.NotContain("   at ");
    }

    private static async Task<int> ExitCodeWithoutReaderAsync(string store, string keys)
    {
        using var process = CtVerifyProgram.Start([
            "validate-logs",
            .. SampleTrail.Selection(),
            "--source",
            store,
            "--keys",
            keys,
            "--verbose",
        ]);
        process.StandardOutput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeLimit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(timeLimit.Token);
        await errors;
        return process.ExitCode;
    }
}
