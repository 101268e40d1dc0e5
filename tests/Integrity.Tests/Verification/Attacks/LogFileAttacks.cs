using System.IO.Compression;
using System.Text;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>What someone with write access to the bucket, but without the signing key, can do to log files.</summary>
public class LogFileAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    private SimulatedLogFile Victim => _trail.Digests[1].LogFiles[0];

    private SimulatedLogFile Other => _trail.Digests[2].LogFiles[1];

    [Fact]
    public async Task An_intact_trail_is_valid() => (await _trail.VerifyAsync()).ShouldBeValid();

    [Fact]
    public async Task A_deleted_log_file_is_invalid()
    {
        _trail.Store.Delete(Victim.Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileMissing, Victim.Location));
    }

    [Fact]
    public async Task A_single_changed_character_in_a_log_file_is_invalid()
    {
        _trail.Store.EditInflated(
            Victim.Location,
            content =>
                Encoding.UTF8.GetBytes(
                    Encoding.UTF8.GetString(content).Replace("Event", "Evant", StringComparison.Ordinal)
                )
        );

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileHash, Victim.Location));
    }

    [Fact]
    public async Task Removing_an_event_from_a_log_file_is_invalid()
    {
        _trail.Store.Put(Victim.Location, GzipBytes.Compress("{\"Records\":[]}"u8));

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileHash, Victim.Location));
    }

    [Fact]
    public async Task A_truncated_log_file_is_invalid()
    {
        _trail.Store.Edit(Victim.Location, bytes => bytes[..(bytes.Length / 2)]);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileHash, Victim.Location));
    }

    [Fact]
    public async Task A_log_file_without_its_gzip_checksum_is_invalid()
    {
        _trail.Store.Edit(Victim.Location, bytes => bytes[..^4]);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileFormat, Victim.Location));
    }

    [Fact]
    public async Task Bytes_after_the_gzip_member_of_a_log_file_are_invalid()
    {
        _trail.Store.Edit(Victim.Location, bytes => [.. bytes, 0]);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileTrailingData, Victim.Location));
    }

    [Fact]
    public async Task A_second_gzip_member_is_invalid_because_tools_would_show_its_events()
    {
        _trail.Store.Edit(Victim.Location, bytes => [.. bytes, .. GzipBytes.Compress("{\"Records\":[]}"u8)]);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileTrailingData, Victim.Location));
    }

    [Fact]
    public async Task A_log_file_replaced_by_another_genuine_one_is_invalid()
    {
        _trail.Store.Copy(Other.Location, Victim.Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileHash, Victim.Location));
    }

    [Fact]
    public async Task Two_log_files_that_swapped_names_are_both_invalid()
    {
        var bytes = _trail.Store[Victim.Location];
        _trail.Store.Copy(Other.Location, Victim.Location);
        _trail.Store.Put(Other.Location, bytes);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LogFileHash, Victim.Location),
            new Expected(FindingCode.LogFileHash, Other.Location)
        );
    }

    [Fact]
    public async Task An_empty_log_object_is_invalid()
    {
        _trail.Store.Put(Victim.Location, []);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileHash, Victim.Location));
    }

    [Fact]
    public async Task A_log_file_with_empty_content_is_invalid()
    {
        _trail.Store.Put(Victim.Location, GzipBytes.Compress([]));

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileHash, Victim.Location));
    }

    [Fact]
    public async Task A_log_file_stored_without_compression_is_invalid()
    {
        _trail.Store.Put(Victim.Location, Victim.Content);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileFormat, Victim.Location));
    }

    [Fact]
    public async Task A_recompressed_log_file_with_the_same_content_is_valid()
    {
        _trail.Store.Put(Victim.Location, GzipBytes.Compress(Victim.Content, CompressionLevel.NoCompression));

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task A_renamed_log_file_is_reported_as_missing()
    {
        _trail.Store.Copy(Victim.Location, Victim.Location with { Path = Victim.Location.Path + ".bak" });
        _trail.Store.Delete(Victim.Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LogFileMissing, Victim.Location),
            new Expected(FindingCode.LogFileUnlisted, Victim.Location with { Path = Victim.Location.Path + ".bak" })
        );
    }

    [Fact]
    public async Task If_all_log_files_are_deleted_each_one_is_reported()
    {
        var all = _trail.Digests.SelectMany(digest => digest.LogFiles).Select(file => file.Location).ToList();
        _trail.Store.Delete(all);

        (await _trail.VerifyAsync()).ShouldBeInvalid([
            .. all.Select(location => new Expected(FindingCode.LogFileMissing, location)),
        ]);
    }
}
