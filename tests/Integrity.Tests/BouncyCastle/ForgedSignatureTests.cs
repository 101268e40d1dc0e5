using System.Security.Cryptography;
using Integrity.Tests.Support;
using Org.BouncyCastle.Math;

namespace Integrity.Tests.BouncyCastle;

/// <summary>Signatures that careless implementations have taken. Both implementations give the same answer, and it is no.</summary>
public sealed class ForgedSignatureTests
{
    private static readonly byte[] Data = "what was signed"u8.ToArray();
    private static readonly byte[] Hash = SHA256.HashData(Data);
    private static readonly byte[] Genuine = Signed(RawRsa.DigestInfo(Data));

    [Fact]
    public void The_genuine_signature_from_which_the_others_are_made_is_right() =>
        TwoOpinions.AreRight(RawRsa.Usual.Der, Data, Genuine).Should().BeTrue();

    [Fact]
    public void A_genuine_signature_by_a_key_with_the_exponent_3_is_right() =>
        TwoOpinions
            .AreRight(RawRsa.Cubic.Der, Data, RawRsa.Cubic.Sign(RawRsa.Cubic.Encode(RawRsa.DigestInfo(Data))))
            .Should()
            .BeTrue();

    [Fact]
    public void A_byte_less_is_wrong() => ShouldBeWrong(Genuine[..^1], Genuine[1..]);

    [Fact]
    public void A_byte_more_is_wrong() => ShouldBeWrong([.. Genuine, 0], [.. Genuine, 1], [1, .. Genuine]);

    [Fact]
    public void A_padding_with_zeros_is_wrong() => ShouldBeWrong([0, .. Genuine], [0, 0, .. Genuine]);

    [Fact]
    public void Another_number_of_the_same_remainder_is_wrong() =>
        ShouldBeWrong(
            new BigInteger(1, Genuine).Add(RawRsa.Usual.Modulus).ToByteArrayUnsigned(),
            [.. Enumerable.Repeat((byte)0xff, 256)],
            RawRsa.Usual.Modulus.ToByteArrayUnsigned()
        );

    [Fact]
    public void Numbers_that_are_their_own_power_are_wrong() =>
        ShouldBeWrong(
            RawRsa.Usual.Fixed(BigInteger.Zero),
            RawRsa.Usual.Fixed(BigInteger.One),
            RawRsa.Usual.Fixed(RawRsa.Usual.Modulus.Subtract(BigInteger.One))
        );

    [Fact]
    public void The_negative_of_a_signature_is_wrong() =>
        ShouldBeWrong(RawRsa.Usual.Fixed(RawRsa.Usual.Modulus.Subtract(new BigInteger(1, Genuine))));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    [InlineData(2, 0xfe)]
    [InlineData(2, 0)]
    [InlineData(100, 0)]
    [InlineData(203, 0)]
    [InlineData(204, 1)]
    public void A_padding_with_another_byte_is_wrong(int at, byte value)
    {
        var encoded = RawRsa.Usual.Encode(RawRsa.DigestInfo(Data));
        encoded[at] = value;

        ShouldBeWrong(RawRsa.Usual.Sign(encoded));
    }

    [Theory]
    [InlineData("302f300b06096086480165030402010420", "the NULL is missing")]
    [InlineData("3031300d060960864801650304020205000420", "SHA-384 is named")]
    [InlineData("3031300d060960864801650304020305000420", "SHA-512 is named")]
    [InlineData("302d300906052b0e03021a05000420", "SHA-1 is named")]
    [InlineData("30313009060960864801650304020105000420", "a length is wrong")]
    [InlineData("308131300d060960864801650304020105000420", "BER: a long length outside")]
    [InlineData("303230810d060960864801650304020105000420", "BER: a long length within")]
    [InlineData("3032300d06096086480165030402010500048120", "BER: a long length of the hash")]
    [InlineData("3080300d060960864801650304020105000420", "BER: a length that is not told")]
    [InlineData("3032300e06096086480165030402010500000420", "something behind the NULL")]
    [InlineData("3034301006096086480165030402010503020000040420", "another parameter")]
    [InlineData("0420", "the hash without its name")]
    [InlineData("", "the hash alone")]
    public void Another_name_of_the_hash_is_wrong(string prefix, string why) =>
        TwoOpinions
            .AreRight(RawRsa.Usual.Der, Data, Signed([.. Convert.FromHexString(prefix), .. Hash]))
            .Should()
            .BeFalse(why);

    [Fact]
    public void Bytes_behind_the_hash_are_wrong() =>
        ShouldBeWrong(Signed([.. RawRsa.DigestInfo(Data), 0]), Signed([.. RawRsa.DigestInfo(Data), 5, 0]));

    [Fact]
    public void A_short_padding_with_garbage_behind_the_hash_is_wrong()
    {
        byte[] encoded = [0, 1, .. Enumerable.Repeat((byte)0xff, 8), 0, .. RawRsa.DigestInfo(Data)];

        ShouldBeWrong(RawRsa.Usual.Sign([.. encoded, .. RandomNumberGenerator.GetBytes(256 - encoded.Length)]));
    }

    [Fact]
    public void A_signature_of_another_hash_is_wrong() => ShouldBeWrong(Signed(RawRsa.DigestInfo([.. Data, 0])));

    [Theory]
    [InlineData(8)]
    [InlineData(1)]
    [InlineData(0)]
    public void A_cube_root_of_a_prefix_with_garbage_behind_it_forges_nothing(int padding)
    {
        // Bleichenbacher 2006: no private key is needed where what follows the hash is not looked at
        byte[] prefix = [0, 1, .. Enumerable.Repeat((byte)0xff, padding), 0, .. RawRsa.DigestInfo(Data)];
        var target = new BigInteger(1, [.. prefix, .. Enumerable.Repeat((byte)0xff, 256 - prefix.Length)]);
        var root = CubeRoot(target);
        RawRsa
            .Cubic.Fixed(root.Pow(3))[..prefix.Length]
            .Should()
            .Equal(prefix, "the forgery must be good for its purpose");

        TwoOpinions.AreRight(RawRsa.Cubic.Der, Data, RawRsa.Cubic.Fixed(root)).Should().BeFalse();
    }

    [Fact]
    public void A_cube_that_only_ends_in_the_hash_forges_nothing()
    {
        // a number whose cube ends in given bits exists for every odd ending
        var data = Enumerable
            .Range(0, 100)
            .Select(i => new[] { (byte)i })
            .First(candidate => (SHA256.HashData(candidate)[^1] & 1) == 1);
        var ending = RawRsa.DigestInfo(data);
        var root = CubeRootOfEnding(new BigInteger(1, ending), ending.Length * 8);
        RawRsa
            .Cubic.Fixed(root.Pow(3))[^ending.Length..]
            .Should()
            .Equal(ending, "the forgery must be good for its purpose");

        TwoOpinions.AreRight(RawRsa.Cubic.Der, data, RawRsa.Cubic.Fixed(root)).Should().BeFalse();
    }

    private static byte[] Signed(byte[] digestInfo) => RawRsa.Usual.Sign(RawRsa.Usual.Encode(digestInfo));

    private static void ShouldBeWrong(params byte[][] signatures)
    {
        foreach (var signature in signatures)
            TwoOpinions.AreRight(RawRsa.Usual.Der, Data, signature).Should().BeFalse();
    }

    /// <summary>The largest number whose cube is not above <paramref name="target"/>.</summary>
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

    /// <summary>A number whose cube ends in the bits of <paramref name="ending"/>, found bit by bit.</summary>
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
