using System.Text;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Objects that try to exhaust the memory or time of the verifier. What exceeds a limit is never valid, and everything
/// else is still checked.
/// </summary>
public class BombAttacks
{
    private static readonly VerificationLimits SmallLimits = new()
    {
        Digest = new DigestLimits
        {
            MaxInflatedBytes = 64 << 10,
            MaxLogFiles = 50,
            MaxDepth = 8,
        },
        MaxLogFileBytes = 64 << 10,
    };

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    private SimulatedDigest Victim => _trail.Digests[2];

    [Fact]
    public async Task A_gzip_bomb_in_place_of_a_digest_is_read_only_up_to_the_limit()
    {
        var bomb = GzipBytes.Bomb(64 << 20);
        _trail.Store.Edit(Victim.Location, _ => bomb);

        await IsIncomplete(FindingCode.DigestTooLarge, Victim.Location);
        _trail
            .Store.BytesRead.Should()
            .BeLessThan(2 * (256 << 10), "neither of the two runs reads all compressed bytes");
    }

    [Fact]
    public async Task A_gzip_bomb_in_place_of_a_log_file_is_read_only_up_to_the_limit()
    {
        _trail.Store.Edit(Victim.LogFiles[0].Location, _ => GzipBytes.Bomb(64 << 20));

        await IsIncomplete(FindingCode.LogFileTooLarge, Victim.LogFiles[0].Location);
    }

    [Fact]
    public async Task A_gzip_bomb_that_starts_with_the_genuine_log_file_is_read_only_up_to_the_limit()
    {
        _trail.Store.EditInflated(Victim.LogFiles[0].Location, content => [.. content, .. new byte[1 << 20]]);

        await IsIncomplete(FindingCode.LogFileTooLarge, Victim.LogFiles[0].Location);
    }

    [Fact]
    public async Task Endless_empty_deflate_blocks_are_read_only_up_to_the_limit()
    {
        // A gzip header, then endless stored blocks of length zero: it decompresses to nothing.
        byte[] header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
        byte[] emptyBlock = [0, 0, 0, 0xff, 0xff];
        _trail.Store.Edit(
            Victim.Location,
            _ => [.. header, .. Enumerable.Repeat(emptyBlock, 100_000).SelectMany(block => block)]
        );

        await IsIncomplete(FindingCode.DigestTooLarge, Victim.Location);
    }

    [Fact]
    public async Task A_digest_that_lists_more_log_files_than_the_limit_is_too_large()
    {
        var entry = DigestDraft.Entry(Victim.LogFiles[0]).ToJsonString();
        ReplaceMember("\"logFiles\":[", "\"logFiles\":[" + string.Concat(Enumerable.Repeat(entry + ",", 51)));

        await IsIncomplete(FindingCode.DigestTooLarge, Victim.Location);
    }

    [Fact]
    public async Task Json_nested_deeper_than_the_limit_is_malformed()
    {
        ReplaceMember(
            "{\"awsAccountId\"",
            "{\"deep\":" + new string('[', 2000) + new string(']', 2000) + ",\"awsAccountId\""
        );

        await IsInvalid(FindingCode.DigestFormat);
    }

    [Fact]
    public async Task Thousands_of_unknown_members_are_skipped_and_break_the_signature()
    {
        ReplaceMember(
            "{\"awsAccountId\"",
            "{" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"\"m{i}\":0,")) + "\"awsAccountId\""
        );

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task Millions_of_unknown_members_are_too_large()
    {
        ReplaceMember(
            "{\"awsAccountId\"",
            "{" + string.Concat(Enumerable.Range(0, 1_000_000).Select(i => "\"m\":0,")) + "\"awsAccountId\""
        );

        await IsIncomplete(FindingCode.DigestTooLarge, Victim.Location);
    }

    [Fact]
    public async Task A_member_of_several_megabytes_does_not_bypass_the_size_limit()
    {
        ReplaceMember("\"digestS3Bucket\":\"", "\"digestS3Bucket\":\"" + new string('x', 4 << 20));

        await IsIncomplete(FindingCode.DigestTooLarge, Victim.Location);
    }

    [Fact]
    public async Task A_genuine_digest_beyond_the_limits_is_incomplete_and_not_invalid()
    {
        var trail = TrailSimulator.OfHours(2, logFiles: 1);
        trail.Home.Hours(1, logFiles: 51).Hours(1, logFiles: 1);

        var outcome = await trail.VerifyAsync(request => request with { Limits = SmallLimits });

        outcome.ShouldBeIncomplete(new Expected(FindingCode.DigestTooLarge, trail.Digests[2].Location));
    }

    private void ReplaceMember(string old, string replacement) =>
        _trail.Store.EditInflated(
            Victim.Location,
            body =>
                Encoding.UTF8.GetBytes(
                    Encoding.UTF8.GetString(body).Replace(old, replacement, StringComparison.Ordinal)
                )
        );

    private async Task IsIncomplete(FindingCode code, ObjectLocation subject)
    {
        var outcome = await _trail.VerifyAsync(request => request with { Limits = SmallLimits });

        outcome.ShouldBeIncomplete(new Expected(code, subject));
        outcome.ShouldConfirm(_trail.Digests.Where(digest => digest != Victim).SelectMany(digest => digest.LogFiles));
    }

    private async Task IsInvalid(FindingCode code) =>
        (await _trail.VerifyAsync(request => request with { Limits = SmallLimits })).ShouldBeInvalid(
            new Expected(code, Victim.Location)
        );
}
