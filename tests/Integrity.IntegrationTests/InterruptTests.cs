using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>Ctrl-C, as a signal to a process.</summary>
public sealed class InterruptTests : IDisposable
{
    private const int LogFiles = 1_024;
    private const int LogFileMegabytes = 64;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ctrl_C_in_a_long_verification_sums_up_what_was_checked_and_exits_with_3()
    {
        // The directory is the root of one bucket. The note about that shows that the verification starts.
        var (store, publicKey) = MakeTrailThatTakesMinutes();
        using var process = CtVerifyProgram.StartInterruptible(
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            SampleTrail.StartTime,
            "--end-time",
            "2025-05-04T11:00:00Z",
            "--source",
            Path.Combine(store, SampleTrail.Bucket),
            "--keys",
            publicKey
        );
        var note = await process.StandardError.ReadLineAsync().WaitAsync(TimeLimit);
        note.Should().Contain("is the root of the bucket");
        await process.WaitForCpuTimeAsync(TimeSpan.FromSeconds(1), TimeLimit);

        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        var run = await ExternalProgram.FinishAsync(process);

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should().Contain("interrupted").And.NotContain("INVALID").And.NotContain("internal error");
        run.Output.Should()
            .Contain("Results requested for 2025-05-04T10:00:00Z to 2025-05-04T11:00:00Z")
            .And.Contain("1/1 digest files valid");
        run.Output.Should().NotContain($"{LogFiles}/{LogFiles} log files", "the verification was interrupted early");
    }

    [Fact]
    public async Task Ctrl_C_while_a_bundle_is_written_leaves_nothing_and_exits_with_3()
    {
        var bundles = Directory.CreateDirectory(_folder.At("bundles")).FullName;
        var large = SampleTrail.Put(_folder.At("store"), SampleTrail.LogFilePath(0), []);
        using (var file = File.OpenWrite(large))
            file.SetLength(64L << 30);
        using var process = CtVerifyProgram.StartInterruptible(
            "bundle",
            _folder.At("store"),
            "--out",
            Path.Combine(bundles, "case-42.tar"),
            "--unsigned"
        );
        var waited = Stopwatch.StartNew();
        while (!Directory.EnumerateFiles(bundles).Any(file => new FileInfo(file).Length > 1 << 20))
        {
            process.HasExited.Should().BeFalse("it has 64 GiB to process");
            waited.Elapsed.Should().BeLessThan(TimeLimit);
            await Task.Delay(1);
        }

        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        var run = await ExternalProgram.FinishAsync(process);

        (run.ExitCode, run.Output, run.Errors)
            .Should()
            .Be((3, "", "ctverify: interrupted\nhint: run the command again to finish\n"));
        Directory.EnumerateFileSystemEntries(bundles).Should().BeEmpty("no partial bundle is left");
    }

    /// <summary>Creates hard links to one file: little space on disk, but 64 GiB to decompress and hash.</summary>
    private (string Store, string PublicKey) MakeTrailThatTakesMinutes()
    {
        var store = _folder.At("store");
        var (gzip, hash) = LargeLogFile();
        var paths = Enumerable.Range(0, LogFiles).Select(i => SampleTrail.LogFilePath(0, $"{i:D16}")).ToList();
        var first = SampleTrail.Put(store, paths[0], gzip);
        foreach (var path in paths.Skip(1))
            HardLink(first, Path.Combine(store, SampleTrail.Bucket, path))
                .Should()
                .Be(0, "the file system must support hard links");
        using var rsa = RSA.Create(2048);
        var digest = HandWrittenDigest.Write(
            Convert.ToHexStringLower(MD5.HashData(rsa.ExportRSAPublicKey())),
            paths.Select(path => (path, hash))
        );
        HandWrittenDigest.Put(
            store,
            digest,
            rsa.SignData(
                Encoding.UTF8.GetBytes(HandWrittenDigest.SigningString(digest)),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );
        var publicKey = _folder.At("public.pem");
        File.WriteAllText(publicKey, rsa.ExportRSAPublicKeyPem());
        return (store, publicKey);
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int HardLink(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string link
    );

    private static (byte[] Gzip, byte[] Hash) LargeLogFile()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            var lines = Enumerable
                .Range(0, 16 << 10)
                .Select(i =>
                    (
                        $"{(i * 7919).ToString(CultureInfo.InvariantCulture).PadLeft(12)}: the same words again, "
                        + "but a number that differs now\n"
                    )[..64]
                );
            var megabyte = Encoding.ASCII.GetBytes(string.Concat(lines));
            for (var i = 0; i < LogFileMegabytes; i++)
            {
                gzip.Write(megabyte);
                hash.AppendData(megabyte);
            }
        }
        return (compressed.ToArray(), hash.GetHashAndReset());
    }
}
