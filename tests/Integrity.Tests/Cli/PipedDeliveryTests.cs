using System.Text;
using Integrity.Building.Delivery;
using Integrity.Cli;
using Integrity.Cli.Delivery;
using Integrity.Cli.Output;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary>A log file from standard input.</summary>
public sealed class PipedDeliveryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 5, 4, 10, 7, 0, TimeSpan.Zero);

    private readonly TempDirectory _folder = new();
    private readonly string _mark = Guid.NewGuid().ToString();

    private string Store => _folder.PathTo("trail");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_delivered_as_one_log_file_and_leaves_no_copy()
    {
        var content = Encoding.UTF8.GetBytes($"one line\nand another {_mark}\n");

        var run = await DeliverAsync(content);

        run.ExitCode.Should().Be(0, run.Errors);
        run.Output.Should()
            .StartWith("Log file\t-\tdelivered to s3://trail/AWSLogs/")
            .And.EndWith("\n1 log file delivered\n");
        GzipBytes.Inflate(File.ReadAllBytes(LogFiles().Single())).Should().Equal(content);
        Copies().Should().BeEmpty();
    }

    [Fact]
    public async Task Gzip_input_is_stored_unchanged()
    {
        var gzip = GzipBytes.Compress("a line\n"u8.ToArray());

        await DeliverAsync(gzip);

        File.ReadAllBytes(LogFiles().Single()).Should().Equal(gzip);
    }

    [Fact]
    public async Task It_can_be_combined_with_files()
    {
        var named = _folder.Write("a.log", "named\n");

        var run = await DeliverAsync("piped\n"u8.ToArray(), named);

        run.Output.Should()
            .StartWith($"Log file\t-\tdelivered")
            .And.Contain($"\nLog file\t{named}\tdelivered")
            .And.EndWith("\n2 log files delivered\n");
    }

    [Fact]
    public async Task Empty_input_is_an_empty_log_file() =>
        (await DeliverAsync([]))
            .Output.Should()
            .Be("Log file\t-\tempty, a pipe or a device; skipped\n\n0 log files delivered, 1 empty\n");

    [Fact]
    public async Task After_a_failed_delivery_it_is_saved()
    {
        var run = await DeliverAsync([0x1F, 0x8B, 1, 2, 3]);

        run.ExitCode.Should().Be(3);
        run.Errors.Should()
            .Contain("ctverify: -: it begins like a gzip file")
            .And.Contain("note: standard input was saved to ");
        var kept = run
            .Errors.Split('\n')
            .Single(line => line.Contains("was saved to", StringComparison.Ordinal))
            .Split(" was saved to ")[1];
        (await File.ReadAllBytesAsync(kept)).Should().Equal([0x1F, 0x8B, 1, 2, 3]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(kept)
                .Should()
                .Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, "other users must not read logs");
        File.Delete(kept);
    }

    [Fact]
    public async Task A_broken_pipe_delivers_nothing_and_leaves_nothing()
    {
        var run = await DeliverAsync(new BrokenPipe(_mark));

        (run.ExitCode, run.Output).Should().Be((3, ""));
        run.Errors.Should().Contain("cannot buffer standard input in ").And.Contain("the pipe broke");
        Copies().Should().BeEmpty();
        Directory.Exists(Store).Should().BeFalse();
    }

    [Fact]
    public async Task It_has_no_file_name_with_a_time()
    {
        var run = await DeliverAsync("a line\n"u8.ToArray(), "--delivered-at", "name");

        run.ExitCode.Should().Be(2);
        run.Errors.Should()
            .Be(
                "ctverify: --delivered-at name: standard input has no file name\n"
                    + "hint: pass a time, for example --delivered-at 2025-05-04T10:00:00Z\n"
            );
    }

    [Fact]
    public void Progress_advances_within_one_large_file()
    {
        var progress = new DeliveryProgress();
        DeliveryProgressLine.Text(progress, 2).Should().Be("reading earlier deliveries, 2 s");
        progress.SetTotal(8_000_000_000);
        progress.AddRead(1_000_000_000);
        DeliveryProgressLine.Text(progress, 5).Should().Be("13%: 1,000 of 8,000 MB, 200.0 MB/s");
    }

    [Fact]
    public async Task Progress_counts_bytes_of_plain_and_gzip_files()
    {
        var progress = new DeliveryProgress();
        using var delivery = new DeliveryFixture();
        delivery.Request = delivery.Request with { Progress = progress };
        var gzip = GzipBytes.Compress("other lines\n"u8.ToArray());

        await delivery.DeliverAsync(
            delivery.Write("a.log", new string('x', 300_000)),
            delivery.Write("b.log.gz", gzip)
        );

        (progress.Bytes, progress.BytesRead).Should().Be((300_000 + gzip.Length, 300_000 + gzip.Length));
    }

    private Task<ProgramRun> DeliverAsync(byte[] input, params string[] more) =>
        DeliverAsync(new MemoryStream(input), more);

    private async Task<ProgramRun> DeliverAsync(Stream input, params string[] more)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var terminal = new Terminal(output, errors, new FixedClock(Now)) { OpenInput = () => input };
        var exitCode = await CtVerify.RunAsync(
            ["deliver", "-", "--to", Store, "--account", "111122223333", "--region", "us-east-2", .. more],
            terminal
        );
        return new ProgramRun(exitCode, output.ToString(), errors.ToString());
    }

    private IEnumerable<string> LogFiles() => Directory.EnumerateFiles(Store, "*.json.gz", SearchOption.AllDirectories);

    /// <summary>Returns the buffer files of this test. Other tests can run at the same time.</summary>
    private IEnumerable<string> Copies() => Directory.GetFiles(Path.GetTempPath(), "ctverify-*.log").Where(IsMarked);

    private bool IsMarked(string path)
    {
        try
        {
            return File.ReadAllText(path).Contains(_mark, StringComparison.Ordinal);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private sealed class BrokenPipe(string begin) : MemoryStream
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await destination.WriteAsync(Encoding.UTF8.GetBytes(begin), cancellationToken);
            throw new IOException("the pipe broke");
        }
    }
}
