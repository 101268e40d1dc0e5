using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Killing;

/// <summary>A build on a full or read-only disk: a small mounted file system, which requires root.</summary>
public sealed class BrokenDiskTests : IDisposable
{
    /// <summary>
    /// Mounts the disk in a private namespace, breaks and repairs it, and prints the result of each build.
    /// </summary>
    private const string Script = """
        set -u
        mount -t tmpfs -o size=128k,nr_inodes=200 tmpfs "$STORE" || exit 99
        cp -r "$SOURCE/." "$STORE/"
        build() {
          "$PROGRAM" build --store "$STORE" --trail-arn "$ARN" --keys "$KEYS" --until "$1" >>"$LOG" 2>&1
          echo "$2 $?"
        }
        cat /dev/zero >"$STORE/filler" 2>/dev/null
        build 2025-05-04T11:00:00Z full
        find "$STORE" -name '*.ctverify-unfinished' -o -name '*_CloudTrail-Digest_*.gz' | wc -l
        rm "$STORE/filler"
        build 2025-05-04T11:00:00Z repaired
        mount -o remount,ro "$STORE"
        build 2025-05-04T12:00:00Z read-only
        mount -o remount,rw "$STORE"
        build 2025-05-04T12:00:00Z repaired
        "$PROGRAM" validate-logs --source "$STORE" --trail-arn "$ARN" --keys "$KEYS" \
          --start-time 2025-05-04T10:00:00Z --end-time 2025-05-04T12:00:00Z >>"$LOG" 2>&1
        echo "valid $?"
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_or_read_only_disk_is_reported_does_no_damage_and_the_build_resumes_after_repair()
    {
        var (source, keys) = (_folder.At("source"), _folder.At("keys"));
        foreach (var minute in (int[])[5, 35, 65])
            SampleTrail.Put(source, SampleTrail.LogFilePath(minute), SampleTrail.Gzip(SampleTrail.Events(minute)));
        await SampleTrail.GenerateKeyAsync(keys);
        Directory.CreateDirectory(_folder.At("store"));
        var program = await NativeProgram.GetAsync();

        var run = await new ExternalProgram("unshare", "util-linux").TryRunAsync(
            "--mount",
            "env",
            $"STORE={_folder.At("store")}",
            $"SOURCE={source}",
            $"KEYS={keys}",
            $"ARN={SampleTrail.Arn}",
            $"PROGRAM={program.Name}",
            $"LOG={_folder.At("log")}",
            "bash",
            "-c",
            Script
        );

        var log = await File.ReadAllTextAsync(_folder.At("log"));
        run.Output.Should().Be("full 3\n0\nrepaired 0\nread-only 3\nrepaired 0\nvalid 0\n", "{0}\n{1}", run, log);
        log.Should()
            .Contain("No space left on device")
            .And.Contain("Read-only file system")
            .And.Contain("hint: check the permissions of the directory and the free disk space")
            .And.NotContain("   at ");
    }
}
