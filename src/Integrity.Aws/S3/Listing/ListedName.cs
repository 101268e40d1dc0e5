using System.Text;

namespace Integrity.Aws.S3.Listing;

/// <summary>A name in a listing: its bytes, which determine the order and may not be valid UTF-8.</summary>
internal readonly struct ListedName
{
    /// <summary>The maximum length. S3 allows 1,024 bytes; other stores may allow more.</summary>
    public const int MaxBytes = 4096;

    private readonly byte[] _bytes;

    private ListedName(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static ListedName Of(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Decodes a name from a listing with <c>encoding-type=url</c>, where <c>+</c> is a space.</summary>
    /// <exception cref="S3ListingException">A percent sign is not followed by two hexadecimal digits.</exception>
    public static ListedName Decode(string text)
    {
        var encoded = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var b = encoded[i];
            if (b == '+')
                b = (byte)' ';
            if (b == '%')
            {
                if (i + 2 >= encoded.Length)
                    throw new S3ListingException("a name has an invalid escape");
                b = (byte)((HexOf(encoded[i + 1]) << 4) | HexOf(encoded[i + 2]));
                i += 2;
            }
            encoded[length++] = b;
        }
        return new ListedName(encoded.AsSpan(0, length).ToArray());
    }

    private static int HexOf(byte digit) =>
        digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => throw new S3ListingException("a name has an invalid escape"),
        };

    /// <summary>Compares the bytes of two names, the order of listings in S3.</summary>
    public int CompareBytes(ListedName other) => _bytes.AsSpan().SequenceCompareTo(other._bytes);

    public override string ToString() => Encoding.UTF8.GetString(_bytes);
}
