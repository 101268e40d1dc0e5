using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>Signatures lie in object metadata, which no signature covers: whoever can write can change them, take them away, or leave them out of a copy.</summary>
public class SignatureMetadataAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    private SimulatedDigest Victim => _trail.Digests[2];

    [Fact]
    public async Task A_signature_replaced_by_that_of_another_digest_is_wrong()
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
    public async Task A_signature_that_is_none_is_wrong(string signature)
    {
        Edit(metadata => metadata["signature"] = signature);

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task A_signature_of_megabytes_is_wrong_without_being_reckoned_with()
    {
        Edit(metadata => metadata["signature"] = new string('a', 8 << 20));

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task A_genuine_signature_with_bytes_in_front_is_wrong()
    {
        Edit(metadata => metadata["signature"] = "00" + metadata["signature"]);

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task A_signature_in_upper_case_is_the_same_signature()
    {
        Edit(metadata => metadata["signature"] = metadata["signature"].ToUpperInvariant());

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Theory]
    [InlineData("SHA1withRSA")]
    [InlineData("none")]
    [InlineData("sha256withrsa")]
    public async Task An_algorithm_that_is_not_known_is_not_tried(string algorithm)
    {
        Edit(metadata => metadata["signature-algorithm"] = algorithm);

        await IsInvalid(FindingCode.DigestAlgorithm);
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("signature-algorithm")]
    public async Task Metadata_without_a_signature_says_that_there_is_none(string taken)
    {
        Edit(metadata => metadata.Remove(taken));

        await IsInvalid(FindingCode.SignatureMissing);
    }

    [Fact]
    public async Task Emptied_metadata_says_that_there_is_no_signature()
    {
        _trail.Store.EditMetadata(Victim.Location, _ => []);

        await IsInvalid(FindingCode.SignatureMissing);
    }

    [Fact]
    public async Task A_plain_copy_gets_its_signatures_from_the_digests_that_follow()
    {
        foreach (var digest in _trail.Digests.SkipLast(1))
            _trail.Store.EditMetadata(digest.Location, _ => null);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task The_newest_digest_of_a_plain_copy_cannot_be_checked()
    {
        foreach (var digest in _trail.Digests)
            _trail.Store.EditMetadata(digest.Location, _ => null);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(new Expected(FindingCode.SignatureUnknown, _trail.Digests[3].Location));
        outcome.ShouldConfirm(_trail.Digests.SkipLast(1).SelectMany(digest => digest.LogFiles));
    }

    [Fact]
    public async Task A_digest_edited_in_a_plain_copy_does_not_fit_the_signature_that_its_successor_tells()
    {
        _trail.Store.EditMetadata(Victim.Location, _ => null);
        _trail.Store.EditInflated(Victim.Location, body => [.. body, (byte)' ']);

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task A_digest_deleted_in_a_plain_copy_leaves_a_gap_and_the_one_before_without_a_signature()
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
