using System.Security.Cryptography;
using Integrity.Tests.Support;
using Org.BouncyCastle.Math;

namespace Integrity.Tests.BouncyCastle;

/// <summary>
/// Forged signatures that careless implementations have accepted. Both of our implementations reject them.
/// </summary>
public sealed class ForgedSignatureTests
{
    private static readonly byte[] Data = "what was signed"u8.ToArray();
    private static readonly byte[] Hash = SHA256.HashData(Data);
    private static readonly byte[] Genuine = Sign(RawRsa.DigestInfo(Data));

    [Fact]
    public void The_genuine_signature_that_the_forgeries_start_from_is_valid() =>
        BothImplementations.Verify(RawRsa.Usual.Der, Data, Genuine).Should().BeTrue();

    [Fact]
    public void A_genuine_signature_with_the_exponent_3_is_valid() =>
        BothImplementations
            .Verify(RawRsa.Cubic.Der, Data, RawRsa.Cubic.Sign(RawRsa.Cubic.Encode(RawRsa.DigestInfo(Data))))
            .Should()
            .BeTrue();

    [Fact]
    public void A_truncated_signature_is_invalid() => ShouldBeInvalid(Genuine[..^1], Genuine[1..]);

    [Fact]
    public void A_signature_with_an_extra_byte_is_invalid() =>
        ShouldBeInvalid([.. Genuine, 0], [.. Genuine, 1], [1, .. Genuine]);

    [Fact]
    public void A_signature_with_leading_zeros_is_invalid() => ShouldBeInvalid([0, .. Genuine], [0, 0, .. Genuine]);

    [Fact]
    public void A_number_that_is_not_below_the_modulus_is_invalid() =>
        ShouldBeInvalid(
            new BigInteger(1, Genuine).Add(RawRsa.Usual.Modulus).ToByteArrayUnsigned(),
            [.. Enumerable.Repeat((byte)0xff, 256)],
            RawRsa.Usual.Modulus.ToByteArrayUnsigned()
        );

    [Fact]
    public void Fixed_points_of_exponentiation_are_invalid() =>
        ShouldBeInvalid(
            RawRsa.Usual.Fixed(BigInteger.Zero),
            RawRsa.Usual.Fixed(BigInteger.One),
            RawRsa.Usual.Fixed(RawRsa.Usual.Modulus.Subtract(BigInteger.One))
        );

    [Fact]
    public void The_negative_of_a_signature_is_invalid() =>
        ShouldBeInvalid(RawRsa.Usual.Fixed(RawRsa.Usual.Modulus.Subtract(new BigInteger(1, Genuine))));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    [InlineData(2, 0xfe)]
    [InlineData(2, 0)]
    [InlineData(100, 0)]
    [InlineData(203, 0)]
    [InlineData(204, 1)]
    public void Padding_with_a_changed_byte_is_invalid(int at, byte value)
    {
        var encoded = RawRsa.Usual.Encode(RawRsa.DigestInfo(Data));
        encoded[at] = value;

        ShouldBeInvalid(RawRsa.Usual.Sign(encoded));
    }

    [Theory]
    [InlineData("302f300b06096086480165030402010420", "the NULL is missing")]
    [InlineData("3031300d060960864801650304020205000420", "SHA-384 is named")]
    [InlineData("3031300d060960864801650304020305000420", "SHA-512 is named")]
    [InlineData("302d300906052b0e03021a05000420", "SHA-1 is named")]
    [InlineData("30313009060960864801650304020105000420", "a length is incorrect")]
    [InlineData("308131300d060960864801650304020105000420", "BER: long form of the outer length")]
    [InlineData("303230810d060960864801650304020105000420", "BER: long form of the inner length")]
    [InlineData("3032300d06096086480165030402010500048120", "BER: long form of the length of the hash")]
    [InlineData("3080300d060960864801650304020105000420", "BER: indefinite length")]
    [InlineData("3032300e06096086480165030402010500000420", "data after the NULL")]
    [InlineData("3034301006096086480165030402010503020000040420", "another algorithm parameter")]
    [InlineData("0420", "the hash without its algorithm")]
    [InlineData("", "the hash alone")]
    public void Another_encoding_of_the_hash_algorithm_is_invalid(string prefix, string why) =>
        BothImplementations
            .Verify(RawRsa.Usual.Der, Data, Sign([.. Convert.FromHexString(prefix), .. Hash]))
            .Should()
            .BeFalse(why);

    [Fact]
    public void Bytes_after_the_hash_are_invalid() =>
        ShouldBeInvalid(Sign([.. RawRsa.DigestInfo(Data), 0]), Sign([.. RawRsa.DigestInfo(Data), 5, 0]));

    [Fact]
    public void Short_padding_with_garbage_after_the_hash_is_invalid()
    {
        byte[] encoded = [0, 1, .. Enumerable.Repeat((byte)0xff, 8), 0, .. RawRsa.DigestInfo(Data)];

        ShouldBeInvalid(RawRsa.Usual.Sign([.. encoded, .. RandomNumberGenerator.GetBytes(256 - encoded.Length)]));
    }

    [Fact]
    public void A_signature_of_another_hash_is_invalid() => ShouldBeInvalid(Sign(RawRsa.DigestInfo([.. Data, 0])));

    [Theory]
    [InlineData(8)]
    [InlineData(1)]
    [InlineData(0)]
    public void A_cube_root_of_a_valid_prefix_with_garbage_is_invalid(int padding)
    {
        // Bleichenbacher 2006: forging needs no private key if the verifier ignores the bytes after the hash.
        byte[] prefix = [0, 1, .. Enumerable.Repeat((byte)0xff, padding), 0, .. RawRsa.DigestInfo(Data)];
        var target = new BigInteger(1, [.. prefix, .. Enumerable.Repeat((byte)0xff, 256 - prefix.Length)]);
        var root = CubeRoot(target);
        RawRsa.Cubic.Fixed(root.Pow(3))[..prefix.Length].Should().Equal(prefix, "the forgery must be effective");

        BothImplementations.Verify(RawRsa.Cubic.Der, Data, RawRsa.Cubic.Fixed(root)).Should().BeFalse();
    }

    [Fact]
    public void A_cube_root_of_a_valid_ending_is_invalid()
    {
        // For every odd ending, there is a number whose cube ends in these bits.
        var data = Enumerable
            .Range(0, 100)
            .Select(i => new[] { (byte)i })
            .First(candidate => (SHA256.HashData(candidate)[^1] & 1) == 1);
        var ending = RawRsa.DigestInfo(data);
        var root = CubeRootOfEnding(new BigInteger(1, ending), ending.Length * 8);
        RawRsa.Cubic.Fixed(root.Pow(3))[^ending.Length..].Should().Equal(ending, "the forgery must be effective");

        BothImplementations.Verify(RawRsa.Cubic.Der, data, RawRsa.Cubic.Fixed(root)).Should().BeFalse();
    }

    private static byte[] Sign(byte[] digestInfo) => RawRsa.Usual.Sign(RawRsa.Usual.Encode(digestInfo));

    private static void ShouldBeInvalid(params byte[][] signatures)
    {
        foreach (var signature in signatures)
            BothImplementations.Verify(RawRsa.Usual.Der, Data, signature).Should().BeFalse();
    }

    /// <summary>Returns the largest number whose cube is at most <paramref name="target"/>.</summary>
    private static BigInteger CubeRoot(BigInteger target)
    {
        var root = BigInteger.Zero;
        for (var bit = target.BitLength / 3 + 1; bit >= 0; bit--)
        {
            var candidate = root.SetBit(bit);
            if (candidate.Pow(3).CompareTo(target) <= 0)
                root = candidate;
        }
        return root;
    }

    /// <summary>Returns a number whose cube ends in the bits of <paramref name="ending"/>.</summary>
    private static BigInteger CubeRootOfEnding(BigInteger ending, int bits)
    {
        var root = BigInteger.One;
        for (var bit = 1; bit < bits; bit++)
        {
            if (root.Pow(3).TestBit(bit) != ending.TestBit(bit))
                root = root.SetBit(bit);
        }
        return root;
    }
}
