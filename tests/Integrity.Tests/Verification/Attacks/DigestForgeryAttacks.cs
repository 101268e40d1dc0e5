using System.Text;
using System.Text.Json.Nodes;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Digests edited or signed again by someone with write access to the bucket but without the signing key.
/// </summary>
public class DigestForgeryAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    private SimulatedDigest Victim => _trail.Digests[2];

    [Fact]
    public async Task Removing_a_log_file_from_a_digest_breaks_its_signature()
    {
        EditBody(body => body["logFiles"]!.AsArray().RemoveAt(0));

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task Updating_the_hash_of_a_modified_log_file_in_its_digest_breaks_the_signature()
    {
        var file = Victim.LogFiles[0];
        var changed = file with { Content = "{\"Records\":[]}"u8.ToArray() };
        _trail.Store.Put(file.Location, GzipBytes.Compress(changed.Content));
        EditBody(body => body["logFiles"]![0] = DigestDraft.Entry(changed));

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task Extending_a_period_over_a_deleted_digest_breaks_the_signature()
    {
        _trail.Store.Delete(_trail.Digests[1].Location);
        EditBody(body => body["digestStartTime"] = DigestDraft.Time(_trail.Digests[1].Start));

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.SignatureWrong, Victim.Location),
            new Expected(FindingCode.DigestMissingByRhythm, _trail.Digests[1].Location)
        );
    }

    [Fact]
    public async Task Linking_around_a_deleted_digest_breaks_the_signature()
    {
        var older = _trail.Digests[0];
        _trail.Store.Delete(_trail.Digests[1].Location);
        EditBody(body => body["previousDigestS3Object"] = older.Location.Path);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.SignatureWrong, Victim.Location),
            new Expected(FindingCode.DigestMissingByRhythm, _trail.Digests[1].Location)
        );
    }

    [Fact]
    public async Task Removing_a_link_to_fake_a_starting_digest_breaks_the_signature()
    {
        EditBody(body =>
        {
            foreach (
                var member in body.Where(member => member.Key.StartsWith("previousDigest", StringComparison.Ordinal))
                    .Select(member => member.Key)
                    .ToList()
            )
                body[member] = null;
        });

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task Adding_white_space_to_a_digest_breaks_its_signature()
    {
        _trail.Store.EditInflated(Victim.Location, body => [.. body, (byte)'\n']);

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task Text_after_the_json_of_a_digest_is_malformed()
    {
        _trail.Store.EditInflated(Victim.Location, body => [.. body, .. "{}"u8]);

        await IsInvalid(FindingCode.DigestFormat);
    }

    [Fact]
    public async Task Bytes_after_the_gzip_member_of_a_digest_are_invalid()
    {
        _trail.Store.Edit(Victim.Location, bytes => [.. bytes, .. GzipBytes.Compress("{}"u8)]);

        await IsInvalid(FindingCode.DigestTrailingData);
    }

    [Fact]
    public async Task A_truncated_digest_is_malformed()
    {
        _trail.Store.Edit(Victim.Location, bytes => bytes[..(bytes.Length / 2)]);

        await IsInvalid(FindingCode.DigestFormat);
    }

    [Fact]
    public async Task An_empty_digest_object_is_malformed()
    {
        _trail.Store.Edit(Victim.Location, _ => []);

        await IsInvalid(FindingCode.DigestFormat);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"awsAccountId\":")]
    [InlineData("{\"awsAccountId\":\"\\ud800\"}")]
    public async Task A_digest_replaced_by_other_json_is_malformed(string json)
    {
        _trail.Store.Edit(Victim.Location, _ => GzipBytes.Compress(Encoding.UTF8.GetBytes(json)));

        await IsInvalid(FindingCode.DigestFormat);
    }

    [Fact]
    public async Task A_duplicate_member_is_malformed_because_parsers_would_disagree_on_it()
    {
        _trail.Store.EditInflated(Victim.Location, body => [.. "{\"logFiles\":[],"u8, .. body.AsSpan(1)]);

        await IsInvalid(FindingCode.DigestFormat);
    }

    [Fact]
    public async Task A_recompressed_digest_with_the_same_content_is_valid()
    {
        _trail.Store.EditInflated(Victim.Location, body => body);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task A_digest_signed_with_an_attackers_key_names_an_untrusted_key()
    {
        SignAsStranger(TestKey.Untrusted.Fingerprint);

        await IsInvalid(FindingCode.KeyUnknown);
    }

    [Fact]
    public async Task A_digest_signed_with_an_attackers_key_under_the_genuine_fingerprint_has_an_invalid_signature()
    {
        SignAsStranger(TestKey.First.Fingerprint);

        await IsInvalid(FindingCode.SignatureWrong);
    }

    [Fact]
    public async Task A_digest_signed_with_the_key_of_another_region_names_an_unknown_key()
    {
        _trail.In("eu-west-1").Hours(4);
        var draft = _trail.Home.Draft(Victim.Period, Victim.LogFiles, Victim.Location);
        draft.LinkTo(_trail.Digests[1]);
        (draft.Key, draft["digestPublicKeyFingerprint"]) = (TestKey.OtherRegion, TestKey.OtherRegion.Fingerprint);
        _trail.Home.Deliver(draft, Victim.Period, Victim.LogFiles);

        await IsInvalid(FindingCode.KeyUnknown);
    }

    [Fact]
    public async Task Two_trusted_keys_with_one_fingerprint_prove_nothing()
    {
        // MD5 fingerprints can be made to collide. A key ring with both keys of such a pair must not pick one.
        var one = TestKey.First.Public;
        var ring = new KeyRing([new TrustedKey(one), new TrustedKey(PublicKeyWithFingerprintOf(one))]);

        var outcome = await _trail.VerifyAsync(keys: ring);

        outcome.ShouldBeIncomplete([
            .. _trail.Digests.Select(digest => new Expected(FindingCode.KeyAmbiguous, digest.Location)),
        ]);
    }

    [Fact]
    public async Task An_empty_key_ring_trusts_nothing()
    {
        var outcome = await _trail.VerifyAsync(keys: new KeyRing([]));

        outcome.ShouldBeInvalid([
            .. _trail.Digests.Select(digest => new Expected(FindingCode.KeyUnknown, digest.Location)),
        ]);
    }

    /// <summary>A test cannot make two RSA keys collide, so the second key borrows the fingerprint.</summary>
    private static PublicKey PublicKeyWithFingerprintOf(PublicKey key)
    {
        var other = TestKey.Untrusted.Public;
        typeof(PublicKey)
            .GetField(
                "<Fingerprint>k__BackingField",
                System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic
            )!
            .SetValue(other, key.Fingerprint);
        return other;
    }

    private void EditBody(Action<JsonObject> change) =>
        _trail.Store.EditInflated(
            Victim.Location,
            body =>
            {
                var members = JsonNode.Parse(body)!.AsObject();
                change(members);
                return Encoding.UTF8.GetBytes(members.ToJsonString());
            }
        );

    private void SignAsStranger(string fingerprint)
    {
        var draft = _trail.Home.Draft(Victim.Period, [], Victim.Location);
        draft.LinkTo(_trail.Digests[1]);
        (draft.Key, draft["digestPublicKeyFingerprint"]) = (TestKey.Untrusted, fingerprint);
        _trail.Home.Deliver(draft, Victim.Period, []);
    }

    private async Task IsInvalid(FindingCode code)
    {
        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(code, Victim.Location));
        outcome.ShouldConfirm(_trail.Digests.Where(digest => digest != Victim).SelectMany(digest => digest.LogFiles));
    }
}
