using System.Formats.Asn1;

namespace Integrity.Keys;

/// <summary>Explains why bytes are not an RSA public key in DER.</summary>
internal static class DerFault
{
    private const string RsaEncryption = "1.2.840.113549.1.1.1";

    private static readonly Dictionary<string, string> OtherAlgorithms = new(StringComparer.Ordinal)
    {
        ["1.2.840.10045.2.1"] = "an EC key",
        ["1.3.101.112"] = "an Ed25519 key",
        ["1.3.101.113"] = "an Ed448 key",
        ["1.2.840.10040.4.1"] = "a DSA key",
        ["1.2.840.113549.1.1.10"] = "an RSASSA-PSS key",
    };

    /// <summary>Returns the problem as a phrase for an error text.</summary>
    public static string Describe(ReadOnlySpan<byte> der)
    {
        if (der.IsEmpty)
            return "it is empty";
        if (der[0] != 0x30)
            return "it is neither PEM nor DER";
        if (LengthOf(der) is not { } length)
            return DeclaredLength(der) is { } declared && declared > der.Length
                ? $"the DER is truncated: {der.Length} of {declared} bytes"
                : "the DER is corrupt at the start";
        if (length < der.Length)
            return "unexpected bytes after the key";
        if (AlgorithmOf(der) is not { } algorithm || algorithm == RsaEncryption)
            return "the DER is corrupt or not an RSA public key";
        var kind = OtherAlgorithms.GetValueOrDefault(algorithm, $"a key with algorithm {algorithm}");
        return $"it is {kind}, not an RSA key";
    }

    /// <summary>
    /// Returns the length of the outermost value including its header; <c>null</c> if it is corrupt or truncated.
    /// </summary>
    private static int? LengthOf(ReadOnlySpan<byte> der)
    {
        try
        {
            return AsnDecoder.TryReadEncodedValue(der, AsnEncodingRules.BER, out _, out _, out _, out var consumed)
                ? consumed
                : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns the declared length of the outermost value including its header; <c>null</c> if the header is invalid.
    /// </summary>
    private static long? DeclaredLength(ReadOnlySpan<byte> der)
    {
        if (der.Length < 2)
            return null;
        if (der[1] < 0x80)
            return 2L + der[1];
        var count = der[1] & 0x7f;
        if (count is 0 or > 4 || der.Length < 2 + count)
            return null;
        var length = 0L;
        foreach (var b in der.Slice(2, count))
            length = (length << 8) | b;
        return 2L + count + length;
    }

    private static string? AlgorithmOf(ReadOnlySpan<byte> der)
    {
        try
        {
            var reader = new AsnReader(der.ToArray(), AsnEncodingRules.BER).ReadSequence();
            return reader.PeekTag() == Asn1Tag.Sequence ? reader.ReadSequence().ReadObjectIdentifier() : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
