using System.Formats.Asn1;

namespace Integrity.Keys;

/// <summary>Says why bytes are not an RSA public key in DER.</summary>
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

    /// <summary>What is wrong with the bytes.</summary>
    public static string Describe(ReadOnlySpan<byte> der)
    {
        if (der.IsEmpty)
            return "it holds no bytes";
        if (der[0] != 0x30)
            return "it is neither PEM nor DER";
        if (LengthOf(der) is not { } length)
            return DeclaredLength(der) is { } declared && declared > der.Length
                ? $"the DER is cut off: {der.Length} of {declared} bytes are there"
                : "the DER is damaged at its beginning";
        if (length < der.Length)
            return "there are bytes behind the key";
        return AlgorithmOf(der) is { } algorithm && algorithm != RsaEncryption
            ? $"it holds {OtherAlgorithms.GetValueOrDefault(algorithm, $"a key of the algorithm {algorithm}")}, not an RSA key"
            : "the DER is damaged, or not that of an RSA public key";
    }

    /// <summary>The length of the outermost value with its header; <c>null</c> when it is damaged or cut off.</summary>
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

    /// <summary>The declared length of the outermost value with its header; <c>null</c> when the header cannot be read.</summary>
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
