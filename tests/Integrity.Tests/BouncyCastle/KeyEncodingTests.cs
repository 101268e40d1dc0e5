using Integrity.Tests.Keys;
using Integrity.Tests.Support;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;

namespace Integrity.Tests.BouncyCastle;

/// <summary>Both implementations accept public keys in two DER encodings, within limits, and nothing else.</summary>
public sealed class KeyEncodingTests
{
    private static readonly byte[] Pkcs1 = RawRsa.Usual.Der;
    private static readonly AlgorithmIdentifier RsaEncryption = new(
        PkcsObjectIdentifiers.RsaEncryption,
        DerNull.Instance
    );

    public static TheoryData<string> GenuineKeys => new(AwsKnownAnswers.DerByFingerprint.Keys);

    [Theory]
    [MemberData(nameof(GenuineKeys))]
    public void A_genuine_AWS_key_is_accepted(string fingerprint) =>
        BothImplementations.Accept(AwsKnownAnswers.DerByFingerprint[fingerprint]).Should().BeTrue();

    [Fact]
    public void Both_encodings_are_accepted()
    {
        BothImplementations.Accept(Pkcs1).Should().BeTrue();
        BothImplementations.Accept(Wrapped(Pkcs1)).Should().BeTrue();
    }

    [Fact]
    public void Trailing_data_is_rejected() =>
        ShouldBeRejected(
            [.. Pkcs1, 0],
            [.. Pkcs1, .. Pkcs1],
            [.. Wrapped(Pkcs1), 0],
            Wrapped([.. Pkcs1, 0]),
            Sequence(Integer(Modulus), Integer(Exponent), Integer(Exponent)),
            Sequence(Integer(Modulus))
        );

    [Fact]
    public void A_truncated_key_is_rejected() =>
        ShouldBeRejected(Pkcs1[..^1], Pkcs1[..4], Pkcs1[..1], [], Wrapped(Pkcs1)[..^1], Wrapped(Pkcs1[..^1]));

    [Fact]
    public void Leading_zeros_are_rejected() =>
        ShouldBeRejected(
            Sequence(Integer([0, 0, .. Modulus]), Integer(Exponent)),
            Sequence(Integer([0, .. Modulus]), Integer([0, .. Exponent]))
        );

    [Fact]
    public void Negative_numbers_are_rejected()
    {
        // Without a leading zero, the first bit is the sign.
        (Modulus[0] & 0x80)
            .Should()
            .Be(0x80);
        ShouldBeRejected(
            Sequence(Integer(Modulus), Integer(Exponent)),
            Sequence(Integer([0, .. Modulus]), Integer([0x81]))
        );
    }

    [Fact]
    public void Lengths_that_are_not_minimally_encoded_are_rejected()
    {
        var content = Pkcs1[4..];

        ShouldBeRejected(
            [0x30, 0x83, 0, (byte)(content.Length >> 8), (byte)content.Length, .. content],
            [0x30, 0x80, .. content, 0, 0],
            Sequence(Integer([0, .. Modulus]), [0x02, 0x81, (byte)Exponent.Length, .. Exponent])
        );
    }

    [Fact]
    public void Other_algorithms_and_parameters_are_rejected() =>
        ShouldBeRejected(
            Wrapped(Pkcs1, new AlgorithmIdentifier(PkcsObjectIdentifiers.RsaEncryption)),
            Wrapped(Pkcs1, new AlgorithmIdentifier(PkcsObjectIdentifiers.IdRsassaPss, DerNull.Instance)),
            Wrapped(Pkcs1, new AlgorithmIdentifier(PkcsObjectIdentifiers.Sha256WithRsaEncryption, DerNull.Instance)),
            Wrapped(Pkcs1, new AlgorithmIdentifier(PkcsObjectIdentifiers.RsaEncryption, DerInteger.Zero))
        );

    [Fact]
    public void Unused_bits_in_the_bit_string_are_rejected() =>
        ShouldBeRejected(new DerSequence(RsaEncryption, new DerBitString(Pkcs1, 1)).GetDerEncoded());

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2047, false)]
    [InlineData(2049, true)]
    [InlineData(16384, true)]
    [InlineData(16385, false)]
    [InlineData(40000, false)]
    public void A_modulus_has_2048_to_16384_bits(int bits, bool isAccepted) =>
        BothImplementations
            .Accept(
                new RsaPublicKeyStructure(
                    BigInteger.One.ShiftLeft(bits - 1).SetBit(0),
                    BigInteger.ValueOf(65537)
                ).GetDerEncoded()
            )
            .Should()
            .Be(isAccepted);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(65536, false)]
    [InlineData(4294967295, true)]
    [InlineData(4294967297, false)]
    public void An_exponent_is_odd_and_from_3_to_32_bits(long exponent, bool isAccepted) =>
        BothImplementations
            .Accept(Sequence(Integer([0, .. Modulus]), DerInteger.ValueOf(exponent).GetDerEncoded()))
            .Should()
            .Be(isAccepted);

    [Fact]
    public void An_even_modulus_is_rejected() =>
        ShouldBeRejected(Sequence(Integer([0, .. Modulus[..^1], 2]), Integer(Exponent)));

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

    private static void ShouldBeRejected(params byte[][] keys)
    {
        foreach (var key in keys)
            BothImplementations.Accept(key).Should().BeFalse();
    }
}
