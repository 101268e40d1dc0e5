using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Killing;

/// <summary>A fetch to a disk that fills up: a small mounted file system, which requires root.</summary>
public sealed class FetchOnBrokenDiskTests : IDisposable
{
    /// <summary>Uses disk sizes at which different writes fail first: an object, the manifest, a directory.</summary>
    private const string Script = """
        set -u
        fetch() {
          "$PROGRAM" fetch --source "$STORE" --trail-arn "$ARN" --keys "$KEYS" \
            --start-time 2025-05-04T10:00:00Z --end-time 2025-05-04T12:00:00Z --out "$COPY" >>"$LOG" 2>&1
          echo "$1 $?"
        }
        for size in 4k 12k 20k 28k; do
          mount -t tmpfs -o size=$size tmpfs "$COPY" || exit 99
          fetch full
          mount -o remount,size=4m "$COPY"
          fetch repaired
          diff -r "$STORE" "$COPY" | grep -v '^Only in .*: \(keys\|manifest.jsonl\|.*_beginning.json.gz\)$'
          "$PROGRAM" validate-logs --source "$COPY" --trail-arn "$ARN" --keys "$COPY/keys" \
            --start-time 2025-05-04T10:00:00Z --end-time 2025-05-04T12:00:00Z >>"$LOG" 2>&1
          echo "valid $?"
          umount "$COPY"
        done
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_is_reported_does_no_damage_and_the_fetch_resumes_once_there_is_space()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        Directory.CreateDirectory(_folder.At("copy"));
        var program = await NativeProgram.GetAsync();

        var run = await new ExternalProgram("unshare", "util-linux").TryRunAsync(
            "--mount",
            "env",
            $"STORE={store}",
            $"COPY={_folder.At("copy")}",
            $"KEYS={keys}",
            $"ARN={SampleTrail.Arn}",
            $"PROGRAM={program.Name}",
            $"LOG={_folder.At("log")}",
            "bash",
            "-c",
            Script
        );

        var log = await File.ReadAllTextAsync(_folder.At("log"));
        run.Output.Should()
            .Be(string.Concat(Enumerable.Repeat("full 3\nrepaired 0\nvalid 0\n", 4)), "{0}\n{1}", run, log);
        log.Should()
            .Contain("No space left on device")
            .And.Contain("hint: free disk space or use a writable directory, then run the command again to resume")
            .And.NotContain("   at ");
    }
}
