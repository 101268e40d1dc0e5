using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

public sealed class PublicKeyTests
{
    public static TheoryData<string> GenuineFingerprints => new(AwsKnownAnswers.DerByFingerprint.Keys);

    public static TheoryData<string> GenuineSignatures => new(AwsKnownAnswers.Signatures.Select(s => s.Name));

    [Theory]
    [MemberData(nameof(GenuineFingerprints))]
    public void A_genuine_key_has_its_published_fingerprint(string fingerprint)
    {
        using var key = PublicKey.FromDer(AwsKnownAnswers.DerByFingerprint[fingerprint]);

        key.Fingerprint.Hex.Should().Be(fingerprint);
    }

    [Theory]
    [MemberData(nameof(GenuineSignatures))]
    public void A_genuine_signature_is_valid(string name)
    {
        var (_, fingerprint, signature, hash) = AwsKnownAnswers.Signatures.Single(s => s.Name == name);
        using var key = PublicKey.FromDer(AwsKnownAnswers.DerByFingerprint[fingerprint]);

        key.VerifyHash(hash, signature).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(GenuineSignatures))]
    public void A_genuine_signature_with_a_flipped_bit_is_invalid(string name)
    {
        var (_, fingerprint, signature, hash) = AwsKnownAnswers.Signatures.Single(s => s.Name == name);
        using var key = PublicKey.FromDer(AwsKnownAnswers.DerByFingerprint[fingerprint]);

        for (var i = 0; i < signature.Bytes.Length; i++)
        {
            var changed = signature.Bytes.ToArray();
            changed[i] ^= (byte)(1 << (i % 8));
            key.VerifyHash(hash, new Signature(changed)).Should().BeFalse("a bit of byte {0} is changed", i);
        }
    }

    [Theory]
    [MemberData(nameof(GenuineSignatures))]
    public void A_genuine_signature_is_invalid_for_another_hash_or_key(string name)
    {
        var (_, fingerprint, signature, hash) = AwsKnownAnswers.Signatures.Single(s => s.Name == name);
        using var key = PublicKey.FromDer(AwsKnownAnswers.DerByFingerprint[fingerprint]);
        byte[] otherHash = [.. hash[..^1], (byte)(hash[^1] ^ 1)];

        key.VerifyHash(otherHash, signature).Should().BeFalse();
        foreach (var (other, der) in AwsKnownAnswers.DerByFingerprint.Where(k => k.Key != fingerprint))
        {
            using var otherKey = PublicKey.FromDer(der);
            otherKey.VerifyHash(hash, signature).Should().BeFalse("{0} did not sign it", other);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(257)]
    [InlineData(2048)]
    public void A_signature_of_another_length_is_invalid_and_does_not_throw(int length) =>
        SharedKeys.First.VerifyHash(new byte[32], new Signature(new byte[length])).Should().BeFalse();

    [Fact]
    public void A_key_is_read_in_either_encoding_and_its_fingerprint_depends_on_the_bytes()
    {
        using var pkcs1 = PublicKey.FromDer(SharedKeys.FirstDer);
        using var spki = PublicKey.FromDer(SharedKeys.FirstSpki);

        spki.IsSameKeyAs(pkcs1).Should().BeTrue();
        spki.Pkcs1Der.ToArray().Should().Equal(SharedKeys.FirstDer);
        (pkcs1.Fingerprint, spki.Fingerprint)
            .Should()
            .Be((KeyFingerprint.Of(SharedKeys.FirstDer), KeyFingerprint.Of(SharedKeys.FirstSpki)));
        spki.OtherFingerprints.Should().Equal(pkcs1.OtherFingerprints);
    }

    [Fact]
    public void Bytes_after_a_key_are_rejected_because_they_would_change_its_fingerprint()
    {
        ShouldBeRejected([.. SharedKeys.FirstDer, 0], "unexpected bytes after the key");
        ShouldBeRejected([.. SharedKeys.FirstSpki, 0], "unexpected bytes after the key");
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1536)]
    public void A_short_key_is_rejected(int bits)
    {
        using var rsa = RSA.Create(bits);

        ShouldBeRejected(rsa.ExportRSAPublicKey(), $"the RSA key has {bits} bits; expected 2048 to 16384");
    }

    [Fact]
    public void A_key_of_another_algorithm_is_rejected()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        ShouldBeRejected(ec.ExportSubjectPublicKeyInfo(), "*");
    }

    [Fact]
    public void A_private_key_is_rejected()
    {
        using var rsa = SharedKeys.NewCopyOfFirst();

        ShouldBeRejected(rsa.ExportRSAPrivateKey(), "*");
        ShouldBeRejected(rsa.ExportPkcs8PrivateKey(), "*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3000")]
    [InlineData("30820a0282")]
    [InlineData("00112233445566778899")]
    public void Garbage_is_rejected(string hex) => ShouldBeRejected(Convert.FromHexString(hex), "*");

    private static void ShouldBeRejected(byte[] der, string reason)
    {
        var read = () => PublicKey.FromDer(der);

        read.Should().Throw<CryptographicException>().WithMessage(reason);
    }
}
