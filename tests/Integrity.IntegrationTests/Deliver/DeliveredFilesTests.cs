using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Deliver;

/// <summary>Delivery of all kinds of files, read back with gzip.</summary>
public sealed class DeliveredFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Logs => _folder.At("logs");

    private string Store => _folder.At("trail");

    public DeliveredFilesTests() => Directory.CreateDirectory(Logs);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Gzip_reads_delivered_files_and_existing_gzip_files_are_kept_byte_for_byte()
    {
        var random = new Random(5);
        var binary = new byte[9_000_000];
        random.NextBytes(binary);
        File.WriteAllBytes(At("1.bin"), binary);
        File.WriteAllText(
            At("2.log"),
            string.Concat(Enumerable.Range(0, 20_000).Select(i => $"10.0.0.{i % 256} GET /{i}\n"))
        );
        File.WriteAllText(At("3.log"), "one line");
        await ExternalProgram.Gzip.RunAsync("-9", At("3.log"));

        var run = await Delivery.RunAsync(Store, Logs);

        run.ExitCode.Should().Be(0, "{0}", run);
        var contents = await Delivery.ContentsAsync(Store);
        contents.Should().HaveCount(3);
        contents[0].Should().Equal(binary);
        contents[1].Should().Equal(File.ReadAllBytes(At("2.log")));
        contents[2].Should().Equal("one line"u8.ToArray());
        File.ReadAllBytes(Delivery.LogFiles(Store)[2])
            .Should()
            .Equal(File.ReadAllBytes(At("3.log.gz")), "the name and the time in the gzip header are kept");
    }

    [Fact]
    public async Task Concatenated_gzip_files_are_rejected()
    {
        File.WriteAllText(At("a"), "a");
        File.WriteAllText(At("b"), "b");
        await new ExternalProgram("sh", "dash").RunAsync(
            "-c",
            $"gzip -c '{At("a")}' '{At("b")}' > '{At("joined.gz")}'"
        );

        var run = await Delivery.RunAsync(Store, At("joined.gz"));

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should()
            .EndWith(
                "/joined.gz: there is data after its gzip stream, as in joined gzip files\n"
                    + "hint: decompress it (gzip -dc) and deliver the plain file\n"
            );
        Delivery.LogFiles(Store).Should().BeEmpty();
    }

    [Fact]
    public async Task Pipes_sockets_and_devices_do_not_block_delivery()
    {
        await new ExternalProgram("mkfifo", "coreutils").RunAsync(At("pipe"));
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix,
            System.Net.Sockets.SocketType.Stream,
            System.Net.Sockets.ProtocolType.Unspecified
        );
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(At("socket")));
        File.WriteAllText(At("z.log"), "z");

        var run = await Delivery.RunAsync(Store, Logs, "/dev/zero", "/dev/tty");

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().EndWith("\n1 log file delivered, 4 empty\n");
    }

    [Fact]
    public async Task An_unreadable_file_is_reported_and_the_others_are_delivered()
    {
        File.WriteAllText(At("a.log"), "a");
        File.WriteAllText(At("secret.log"), "secret");
        await ChangeModeAsync("000", At("secret.log"));
        var folder = Directory.CreateDirectory(At("closed")).FullName;
        await ChangeModeAsync("000", folder);

        var run = await RunWithoutPrivilegesAsync("deliver", Logs);

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Output.Should().EndWith("\n1 log file delivered, 2 FAILED\n");
        run.Errors.Should()
            .Contain($"ctverify: {folder}: cannot list the directory: ")
            .And.Contain($"ctverify: {At("secret.log")}: cannot read it: ")
            .And.EndWith("hint: make it readable for the current user\n");
        await ChangeModeAsync("700", folder);
    }

    [Fact]
    public async Task A_file_that_cannot_be_removed_is_delivered_and_reported()
    {
        File.WriteAllText(At("a.log"), "a");
        await ChangeModeAsync("500", Logs);

        var run = await RunWithoutPrivilegesAsync("deliver", Logs, "--move");

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Output.Should().EndWith("\n1 log file delivered, 1 FAILED\n");
        run.Errors.Should().Contain($"{At("a.log")}: delivered but not removed: ");
        File.Exists(At("a.log")).Should().BeTrue();
        await ChangeModeAsync("700", Logs);
    }

    [Fact]
    public async Task A_full_disk_is_reported_leaves_no_partial_file_and_delivery_resumes_once_there_is_space()
    {
        var noise = new byte[700_000];
        for (var i = 0; i < 3; i++)
        {
            new Random(i).NextBytes(noise);
            noise[0] = 0;
            File.WriteAllBytes(At($"{i}.log"), noise);
        }
        var disk = Directory.CreateDirectory(_folder.At("disk")).FullName;
        // In a separate namespace, so the mount disappears with the last process.
        string[] unshare = Environment.IsPrivilegedProcess ? ["--mount"] : ["--map-root-user", "--mount"];
        const string Script = """
            disk=$1; out=$2; shift 2
            mount -t tmpfs -o size=1500k tmpfs "$disk" || exit 99
            "$@"; echo "first: $?"
            find "$disk" -name '*.gz' -exec gzip -t {} + && find "$disk" -type f | sed 's/.*\././' | sort | uniq -c
            mount -o remount,size=8m "$disk"
            "$@"; echo "second: $?"
            cp -r "$disk/." "$out"
            """;

        var run = await new ExternalProgram("unshare", "util-linux").TryRunAsync([
            .. unshare,
            "sh",
            "-c",
            Script,
            "sh",
            disk,
            Directory.CreateDirectory(Store).FullName,
            .. CtVerifyProgram.Command,
            "deliver",
            Logs,
            .. Delivery.Arguments(disk),
        ]);

        // Files written in parallel compete for the space, so one or two of them succeed.
        var end = run.Output.Contains("      2 .gz\n", StringComparison.Ordinal)
            ? (
                First: "2 log files delivered, 1 FAILED\nfirst: 3\n      2 .gz\n",
                Second: "\n1 log file delivered, 2 already delivered\nsecond: 0\n"
            )
            : (
                First: "1 log file delivered, 2 FAILED\nfirst: 3\n      1 .gz\n",
                Second: "\n2 log files delivered, 1 already delivered\nsecond: 0\n"
            );
        run.Output.Should().Contain(end.First, "{0}", run).And.EndWith(end.Second);
        run.Errors.Should()
            .Contain("No space left on device")
            .And.Contain("hint: check the permissions of the directory and the free disk space\n");
        (await Delivery.ContentsAsync(Store))
            .Select(Convert.ToHexString)
            .Should()
            .BeEquivalentTo(Directory.GetFiles(Logs).Select(path => Convert.ToHexString(File.ReadAllBytes(path))));
    }

    [Fact]
    public async Task A_file_that_is_written_during_delivery_is_never_delivered_with_a_partial_line()
    {
        var path = At("busy.log");
        await File.WriteAllBytesAsync(path, new byte[60_000_000]);
        using var stop = new CancellationTokenSource();
        // A separate thread, because delivery occupies the thread pool.
        var writing = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                File.AppendAllText(path, "one more line\n");
        });
        writing.Start();

        var run = await Delivery.RunAsync(Store, path);
        await stop.CancelAsync();
        writing.Join();

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should()
            .Contain(
                $"ctverify: {path}: it changed while it was read\n"
                    + "hint: deliver log files only after the last write, for example after rotation\n"
            );
        Delivery.LogFiles(Store).Should().BeEmpty();
    }

    private string At(string name) => Path.Combine(Logs, name);

    private static Task<ProgramRun> ChangeModeAsync(string mode, string path) =>
        new ExternalProgram("chmod", "coreutils").RunAsync(mode, path);

    /// <summary>Runs ctverify without root's privilege to read every file.</summary>
    private Task<ProgramRun> RunWithoutPrivilegesAsync(params string[] arguments)
    {
        string[] command = [.. CtVerifyProgram.Command, .. arguments, .. Delivery.Arguments(Store)];
        const string Capabilities = "-dac_override,-dac_read_search";
        return Environment.IsPrivilegedProcess
            ? new ExternalProgram("setpriv", "util-linux").TryRunAsync([
                $"--bounding-set={Capabilities}",
                $"--inh-caps={Capabilities}",
                .. command,
            ])
            : new ExternalProgram(command[0], "dotnet-sdk-10.0").TryRunAsync(command[1..]);
    }
}
