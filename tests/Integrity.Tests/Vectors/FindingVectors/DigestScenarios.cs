using Integrity.Findings;
using Integrity.Keys;
using Integrity.Tests.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>Problems with one digest, its signature or its key.</summary>
internal static class DigestScenarios
{
    public static IEnumerable<VectorDraft> All =>
        [
            Damage(
                FindingCode.DigestTrailingData,
                Verdict.Invalid,
                "Bytes follow the gzip member of a digest. The AWS CLI reports it as valid.",
                (store, victim) => store.Edit(victim.Location, bytes => [.. bytes, .. "more"u8])
            ),
            Damage(
                FindingCode.DigestAlgorithm,
                Verdict.Invalid,
                "The metadata of a digest declares an unsupported signature algorithm.",
                (store, victim) =>
                    store.EditMetadata(
                        victim.Location,
                        metadata => new(metadata, StringComparer.Ordinal) { ["signature-algorithm"] = "SHA512withRSA" }
                    )
            ),
            Unreadable(),
            TooLarge(),
            VectorDraft.OfAltered(
                FindingCode.DigestPathMismatch,
                Verdict.Invalid,
                "The holder of the signing key signed a digest whose account differs from that in its object path.",
                draft => draft["awsAccountId"] = "444455556666"
            ),
            SignatureUnknown(),
            KeyAmbiguous(),
            KeyOutsideValidity(),
            Untouched(
                    FindingCode.KeysUnavailable,
                    "The public keys of the region cannot be looked up. No digest can be checked, and nothing suggests "
                        + "tampering."
                )
                .WithFault("public-keys.json", "unavailable"),
            Untouched(
                FindingCode.SignatureDisputed,
                "One of two RSA implementations rejects every signature (a fault injected by the test). Neither result "
                    + "is used."
            ) with
            {
                Findings = [FindingCode.SignatureDisputed, FindingCode.SignatureDisputed],
                Faults = new Dictionary<string, string>(StringComparer.Ordinal) { ["signatures"] = "disputed" },
            },
        ];

    private static VectorDraft Damage(
        FindingCode code,
        Verdict verdict,
        string why,
        Action<MemoryStore, SimulatedDigest> attack
    )
    {
        var trail = TrailSimulator.OfHours(3, logFiles: 1);
        attack(trail.Store, trail.Digests[1]);
        return VectorDraft.Of(code, verdict, why, trail);
    }

    private static VectorDraft Unreadable()
    {
        var trail = TrailSimulator.OfHours(3, logFiles: 1);
        return VectorDraft
            .Of(
                FindingCode.DigestUnreadable,
                Verdict.Incomplete,
                "Access to a digest is denied. That is no evidence of tampering; everything else is checked.",
                trail
            )
            .WithFault(trail.Digests[1].Location.Path, "forbidden");
    }

    private static VectorDraft Untouched(FindingCode code, string why) =>
        VectorDraft.Of(code, Verdict.Incomplete, why, TrailSimulator.OfHours(2, logFiles: 1));

    private static VectorDraft TooLarge()
    {
        const int Bound = 4000;
        return VectorDraft.OfAltered(
            FindingCode.DigestTooLarge,
            Verdict.Incomplete,
            "A digest decompresses to more than the limit (64 MiB, here 4,000 bytes). The rest is not read.",
            draft => draft["padding"] = new string('x', Bound)
        ) with
        {
            Limit = ("maxInflatedBytes", Bound),
        };
    }

    private static VectorDraft SignatureUnknown()
    {
        var trail = TrailSimulator.OfHours(2, logFiles: 1);
        foreach (var digest in trail.Digests)
            trail.Store.EditMetadata(digest.Location, _ => null);
        return VectorDraft.Of(
            FindingCode.SignatureUnknown,
            Verdict.Incomplete,
            "A copy without metadata. The newest digest records the signature of the previous one; its own is unknown.",
            trail
        );
    }

    private static VectorDraft KeyAmbiguous()
    {
        var draft = VectorDraft.OfAltered(
            FindingCode.KeyAmbiguous,
            Verdict.Incomplete,
            "Two trusted keys have the fingerprint that a digest names (a constructed MD5 collision). Neither is used.",
            draft => draft["digestPublicKeyFingerprint"] = CollidingKeys.Fingerprint
        );
        return draft with
        {
            Keys = new KeyRing([
                .. draft.Keys.Entries,
                .. new[] { CollidingKeys.First, CollidingKeys.Second }.Select(der => new TrustedKey(
                    PublicKey.FromDer(der)
                )),
            ]),
        };
    }

    private static VectorDraft KeyOutsideValidity()
    {
        var trail = TrailSimulator.OfHours(2, logFiles: 1);
        trail.Home.Rotate(TestKey.Second).Hours(3, logFiles: 0);
        trail.Home.AlteredHour(
            draft => (draft.Key, draft["digestPublicKeyFingerprint"]) = (TestKey.First, TestKey.First.Fingerprint),
            logFiles: 1
        );
        return VectorDraft.Of(
            FindingCode.KeyOutsideValidity,
            Verdict.Invalid,
            "A digest is signed with the key that was retired four hours earlier.",
            trail
        );
    }
}
