using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;

namespace Integrity.Verification;

/// <summary>A signed text.</summary>
/// <param name="Region">The region of the key.</param>
/// <param name="Fingerprint">The fingerprint of the key.</param>
/// <param name="From">The earliest time at which it can have been signed.</param>
/// <param name="Until">The latest time at which it can have been signed.</param>
/// <param name="Text">The signed bytes.</param>
/// <param name="Signature">The signature.</param>
internal sealed record SignedText(
    string Region,
    KeyFingerprint Fingerprint,
    DateTimeOffset From,
    DateTimeOffset Until,
    byte[] Text,
    Signature Signature
);

/// <summary>Checks that a trusted key, valid at the time, signed a text. Pure.</summary>
internal static class SignatureChecker
{
    /// <summary>Returns why the text is not authentic, or <c>null</c> if it is.</summary>
    public static Finding? Check(KeyRing keys, SignedText signed)
    {
        var lookup = keys.Find(signed.Region, signed.Fingerprint, signed.From, signed.Until);
        return lookup.Status switch
        {
            KeyLookupStatus.Unknown => Finding.KeyUnknown(signed.Region, signed.Fingerprint),
            KeyLookupStatus.Ambiguous => Finding.KeyAmbiguous(signed.Region, signed.Fingerprint),
            KeyLookupStatus.OutsideValidity => Finding.KeyOutsideValidity(lookup.Entry!, signed.From),
            KeyLookupStatus.Unreadable => Finding.KeyUnreadable(signed.Fingerprint, lookup.Unreadable!),
            KeyLookupStatus.Undecided => Finding.KeyUndecided(signed.Region, signed.Fingerprint, lookup.Unreadable!),
            KeyLookupStatus.Found => ToFinding(keys.Check(lookup.Entry!, signed.Text, signed.Signature)),
        };
    }

    private static Finding? ToFinding(SignatureCheckResult result) =>
        result switch
        {
            SignatureCheckResult.Valid => null,
            SignatureCheckResult.Disputed => Finding.SignatureDisputed(),
            SignatureCheckResult.Invalid => Finding.SignatureWrong(),
        };
}
