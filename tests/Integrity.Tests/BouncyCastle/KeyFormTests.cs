using Integrity.Tests.Keys;
using Integrity.Tests.Support;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;

namespace Integrity.Tests.BouncyCastle;

/// <summary>Forms of public keys: both implementations take DER in two encodings, within bounds, and nothing else.</summary>
public sealed class KeyFormTests
{
    private static readonly byte[] Pkcs1 = RawRsa.Usual.Der;
    private static readonly AlgorithmIdentifier RsaEncryption = new(
        PkcsObjectIdentifiers.RsaEncryption,
        DerNull.Instance
    );

    public static TheoryData<string> GenuineKeys => new(AwsKnownAnswers.DerByFingerprint.Keys);

    [Theory]
    [MemberData(nameof(GenuineKeys))]
    public void A_genuine_key_of_AWS_is_taken(string fingerprint) =>
        TwoOpinions.Take(AwsKnownAnswers.DerByFingerprint[fingerprint]).Should().BeTrue();

    [Fact]
    public void Both_encodings_are_taken()
    {
        TwoOpinions.Take(Pkcs1).Should().BeTrue();
        TwoOpinions.Take(Wrapped(Pkcs1)).Should().BeTrue();
    }

    [Fact]
    public void Bytes_left_over_are_refused() =>
        ShouldBeRefused(
            [.. Pkcs1, 0],
            [.. Pkcs1, .. Pkcs1],
            [.. Wrapped(Pkcs1), 0],
            Wrapped([.. Pkcs1, 0]),
            Sequence(Integer(Modulus), Integer(Exponent), Integer(Exponent)),
            Sequence(Integer(Modulus))
        );

    [Fact]
    public void A_key_that_is_cut_is_refused() =>
        ShouldBeRefused(Pkcs1[..^1], Pkcs1[..4], Pkcs1[..1], [], Wrapped(Pkcs1)[..^1], Wrapped(Pkcs1[..^1]));

    [Fact]
    public void Leading_zeros_are_refused() =>
        ShouldBeRefused(
            Sequence(Integer([0, 0, .. Modulus]), Integer(Exponent)),
            Sequence(Integer([0, .. Modulus]), Integer([0, .. Exponent]))
        );

    [Fact]
    public void Negative_numbers_are_refused()
    {
        // without a zero in front, the first bit is a sign
        (Modulus[0] & 0x80)
            .Should()
            .Be(0x80);
        ShouldBeRefused(
            Sequence(Integer(Modulus), Integer(Exponent)),
            Sequence(Integer([0, .. Modulus]), Integer([0x81]))
        );
    }

    [Fact]
    public void Lengths_in_another_form_than_the_shortest_are_refused()
    {
        var content = Pkcs1[4..];

        ShouldBeRefused(
            [0x30, 0x83, 0, (byte)(content.Length >> 8), (byte)content.Length, .. content],
            [0x30, 0x80, .. content, 0, 0],
            Sequence(Integer([0, .. Modulus]), [0x02, 0x81, (byte)Exponent.Length, .. Exponent])
        );
    }

    [Fact]
    public void Another_algorithm_or_other_parameters_are_refused() =>
        ShouldBeRefused(
            Wrapped(Pkcs1, new AlgorithmIdentifier(PkcsObjectIdentifiers.RsaEncryption)),
            Wrapped(Pkcs1, new AlgorithmIdentifier(PkcsObjectIdentifiers.IdRsassaPss, DerNull.Instance)),
            Wrapped(Pkcs1, new AlgorithmIdentifier(PkcsObjectIdentifiers.Sha256WithRsaEncryption, DerNull.Instance)),
            Wrapped(Pkcs1, new AlgorithmIdentifier(PkcsObjectIdentifiers.RsaEncryption, DerInteger.Zero))
        );

    [Fact]
    public void Unused_bits_in_the_bit_string_are_refused() =>
        ShouldBeRefused(new DerSequence(RsaEncryption, new DerBitString(Pkcs1, 1)).GetDerEncoded());

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2047, false)]
    [InlineData(2049, true)]
    [InlineData(16384, true)]
    [InlineData(16385, false)]
    [InlineData(40000, false)]
    public void A_modulus_has_2048_to_16384_bits(int bits, bool isTaken) =>
        TwoOpinions
            .Take(
                new RsaPublicKeyStructure(
                    BigInteger.One.ShiftLeft(bits - 1).SetBit(0),
                    BigInteger.ValueOf(65537)
                ).GetDerEncoded()
            )
            .Should()
            .Be(isTaken);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(65536, false)]
    [InlineData(4294967295, true)]
    [InlineData(4294967297, false)]
    public void An_exponent_is_odd_and_from_3_to_32_bits(long exponent, bool isTaken) =>
        TwoOpinions
            .Take(Sequence(Integer([0, .. Modulus]), DerInteger.ValueOf(exponent).GetDerEncoded()))
            .Should()
            .Be(isTaken);

    [Fact]
    public void An_even_modulus_is_refused() =>
        ShouldBeRefused(Sequence(Integer([0, .. Modulus[..^1], 2]), Integer(Exponent)));

    private static byte[] Modulus => RawRsa.Usual.Modulus.ToByteArrayUnsigned();

    private static byte[] Exponent => RawRsa.Usual.Exponent.ToByteArray();

    private static byte[] Integer(byte[] content) => Element(0x02, content);

    private static byte[] Sequence(params byte[][] elements) =>
        Element(0x30, [.. elements.SelectMany(element => element)]);

    private static byte[] Element(byte tag, byte[] content) =>
        content.Length < 128
            ? [tag, (byte)content.Length, .. content]
            : [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static byte[] Wrapped(byte[] key, AlgorithmIdentifier? algorithm = null) =>
        new DerSequence(algorithm ?? RsaEncryption, new DerBitString(key)).GetDerEncoded();

    private static void ShouldBeRefused(params byte[][] keys)
    {
        foreach (var key in keys)
            TwoOpinions.Take(key).Should().BeFalse();
    }
}
