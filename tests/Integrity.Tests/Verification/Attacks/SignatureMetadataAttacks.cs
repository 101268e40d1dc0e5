using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Signatures are object metadata, which no signature covers. Anyone with write access can change them, remove them, or
/// omit them from a copy.
/// </summary>
public class SignatureMetadataAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    private SimulatedDigest Victim => _trail.Digests[2];

    [Fact]
    public async Task The_signature_of_another_digest_is_invalid()
    {
        Edit(metadata => metadata["signature"] = _trail.Digests[1].Signature);

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("abc")]
    [InlineData("signature")]
    [InlineData("\u001b[2J")]
    public async Task A_malformed_signature_is_invalid(string signature)
    {
        Edit(metadata => metadata["signature"] = signature);

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task A_signature_of_several_megabytes_is_rejected_before_any_computation()
    {
        Edit(metadata => metadata["signature"] = new string('a', 8 << 20));

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task A_genuine_signature_with_extra_leading_bytes_is_invalid()
    {
        Edit(metadata => metadata["signature"] = "00" + metadata["signature"]);

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task A_signature_in_upper_case_is_valid()
    {
        Edit(metadata => metadata["signature"] = metadata["signature"].ToUpperInvariant());

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Theory]
    [InlineData("SHA1withRSA")]
    [InlineData("none")]
    [InlineData("sha256withrsa")]
    public async Task An_unknown_algorithm_is_rejected(string algorithm)
    {
        Edit(metadata => metadata["signature-algorithm"] = algorithm);

        await IsInvalid(FindingCode.DigestAlgorithm);
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("signature-algorithm")]
    public async Task Metadata_without_a_signature_is_reported(string taken)
    {
        Edit(metadata => metadata.Remove(taken));

        await IsInvalid(FindingCode.SignatureMissing);
    }

    [Fact]
    public async Task Empty_metadata_is_reported_as_a_missing_signature()
    {
        _trail.Store.EditMetadata(Victim.Location, _ => []);

        await IsInvalid(FindingCode.SignatureMissing);
    }

    [Fact]
    public async Task A_copy_without_metadata_uses_the_signatures_in_newer_digests()
    {
        foreach (var digest in _trail.Digests.SkipLast(1))
            _trail.Store.EditMetadata(digest.Location, _ => null);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task The_newest_digest_of_a_copy_without_metadata_cannot_be_checked()
    {
        foreach (var digest in _trail.Digests)
            _trail.Store.EditMetadata(digest.Location, _ => null);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(new Expected(FindingCode.SignatureUnknown, _trail.Digests[3].Location));
        outcome.ShouldConfirm(_trail.Digests.SkipLast(1).SelectMany(digest => digest.LogFiles));
    }

    [Fact]
    public async Task An_edited_digest_in_a_copy_without_metadata_does_not_match_the_recorded_signature()
    {
        _trail.Store.EditMetadata(Victim.Location, _ => null);
        _trail.Store.EditInflated(Victim.Location, body => [.. body, (byte)' ']);

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task A_deleted_digest_in_a_copy_without_metadata_leaves_the_previous_one_without_a_signature()
    {
        foreach (var digest in _trail.Digests)
            _trail.Store.EditMetadata(digest.Location, _ => null);
        _trail.Store.Delete(Victim.Location);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.SignatureUnknown, _trail.Digests[3].Location),
            new Expected(FindingCode.NotCoveredGap, Victim.Period),
            new Expected(FindingCode.SignatureUnknown, _trail.Digests[1].Location)
        );
    }

    private void Edit(Action<Dictionary<string, string>> change) =>
        _trail.Store.EditMetadata(
            Victim.Location,
            metadata =>
            {
                change(metadata);
                return metadata;
            }
        );

    private async Task IsInvalid(FindingCode code)
    {
        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(code, Victim.Location));
        outcome.ShouldConfirm(_trail.Digests.Where(digest => digest != Victim).SelectMany(digest => digest.LogFiles));
    }
}
