using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification;

/// <summary>
/// Objects that a tool decompressed: invalid as in the AWS CLI, with a note if the hash or signature proves that the
/// content is intact.
/// </summary>
public sealed class UncompressedObjectTests
{
    private const string Intact = "content is intact but not compressed";

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(3);

    [Fact]
    public async Task An_uncompressed_log_file_with_the_right_hash_is_invalid_but_intact()
    {
        var victim = _trail.Digests[1].LogFiles[0].Location;
        _trail.Store.Edit(victim, GzipBytes.Inflate);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(FindingCode.LogFileFormat, victim));
        ProblemOf(outcome).Should().Be(("invalid format", Intact, Intact));
    }

    [Fact]
    public async Task A_modified_uncompressed_log_file_is_not_called_intact()
    {
        var victim = _trail.Digests[1].LogFiles[0].Location;
        _trail.Store.Edit(victim, bytes => [.. GzipBytes.Inflate(bytes), (byte)' ']);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(FindingCode.LogFileFormat, victim));
        ProblemOf(outcome).Should().Be(("invalid format", "it is not a gzip file", null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_uncompressed_digest_with_a_valid_signature_is_invalid_but_intact(bool hasMetadata)
    {
        var victim = _trail.Digests[1].Location;
        _trail.Store.Edit(victim, GzipBytes.Inflate);
        if (!hasMetadata)
            _trail.Store.EditMetadata(victim, _ => null);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestFormat, victim));
        ProblemOf(outcome).Should().Be(("invalid format", Intact, Intact));
    }

    [Fact]
    public async Task A_modified_or_moved_uncompressed_digest_is_not_called_intact()
    {
        var (changed, moved) = (_trail.Digests[1].Location, _trail.Digests[0].Location);
        _trail.Store.Edit(changed, bytes => [.. GzipBytes.Inflate(bytes), (byte)' ']);
        _trail.Store.Put(
            moved,
            GzipBytes.Inflate(_trail.Store[_trail.Digests[2].Location]),
            _trail.Store.MetadataOf(_trail.Digests[2].Location)
        );

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(
            new Expected(FindingCode.DigestFormat, changed),
            new Expected(FindingCode.DigestFormat, moved)
        );
        outcome.Results.Should().OnlyContain(result => result.Note == null);
    }

    [Fact]
    public async Task The_log_files_of_an_uncompressed_digest_are_not_checked()
    {
        _trail.Store.Edit(_trail.Digests[1].Location, GzipBytes.Inflate);

        (await _trail.VerifyAsync())
            .Results.OfType<LogFileResult>()
            .Should()
            .HaveCount(4, "their digest is not the delivered object");
    }

    [Fact]
    public async Task An_object_that_is_neither_gzip_nor_JSON_is_not_read_twice()
    {
        var victim = _trail.Digests[1].LogFiles[0].Location;
        _trail.Store.Put(victim, new byte[8 << 20]);
        var before = _trail.Store.BytesRead;

        await Outcome.OnceAsync(_trail.Store, _trail.Keys, _trail.Request, _trail.End.AddDays(3));

        (_trail.Store.BytesRead - before).Should().BeLessThan(1 << 20);
    }

    private static (string Message, string? Actual, string? Note) ProblemOf(Outcome outcome)
    {
        var result = outcome.Results.Single(result => result.Verdict == Verdict.Invalid);
        return (result.Findings[0].Message, result.Findings[0].Actual, result.Note);
    }
}
