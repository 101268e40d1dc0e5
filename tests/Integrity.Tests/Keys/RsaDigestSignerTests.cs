using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Tests.Support;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;

namespace Integrity.Tests.Keys;

/// <summary>Checks our signatures with an independent implementation, and its signatures with ours.</summary>
public sealed class RsaDigestSignerTests : IDisposable
{
    private const string Algorithm = "SHA-256withRSA";

    /// <summary>The same key in the form of the other implementation.</summary>
    private static readonly AsymmetricCipherKeyPair OtherImplementationsKeys = ToOtherImplementation();

    private readonly RsaDigestSigner _signer = new(SharedKeys.NewCopyOfFirst());

    public void Dispose() => _signer.Dispose();

    [Fact]
    public async Task Signing_the_same_data_gives_the_same_signature()
    {
        var first = await _signer.SignAsync("data"u8.ToArray(), default);
        var second = await _signer.SignAsync("data"u8.ToArray(), default);
        var other = await _signer.SignAsync("datb"u8.ToArray(), default);

        second.Should().Be(first);
        other.Should().NotBe(first);
    }

    [Fact]
    public void Bouncy_Castle_verifies_our_signatures() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                data =>
                {
                    var verifier = SignerUtilities.GetSigner(Algorithm);
                    verifier.Init(forSigning: false, OtherImplementationsKeys.Public);
                    verifier.BlockUpdate(data, 0, data.Length);
                    return verifier.VerifySignature(Sign(data).Bytes.ToArray());
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void We_verify_the_signatures_of_Bouncy_Castle() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                data =>
                {
                    var signer = SignerUtilities.GetSigner(Algorithm);
                    signer.Init(forSigning: true, OtherImplementationsKeys.Private);
                    signer.BlockUpdate(data, 0, data.Length);
                    var signature = new Signature(signer.GenerateSignature());
                    return _signer.PublicKey.Verify(data, signature)
                        && !_signer.PublicKey.Verify([.. data, 0], signature)
                        && signature.Equals(Sign(data));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Theory]
    [InlineData("SHA-1withRSA")]
    [InlineData("SHA-512withRSA")]
    [InlineData("SHA-256withRSAandMGF1")]
    public void A_signature_with_another_algorithm_is_invalid(string algorithm)
    {
        var signer = SignerUtilities.GetSigner(algorithm);
        signer.Init(forSigning: true, OtherImplementationsKeys.Private);
        signer.BlockUpdate([1, 2, 3], 0, 3);

        _signer.PublicKey.Verify([1, 2, 3], new Signature(signer.GenerateSignature())).Should().BeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1024)]
    [InlineData(2049)]
    [InlineData(8192)]
    public void Keys_are_generated_in_common_lengths_only(int bits)
    {
        var generate = () => RsaDigestSigner.Generate(bits);

        generate.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Each_generated_key_is_new()
    {
        using var first = RsaDigestSigner.Generate();
        using var second = RsaDigestSigner.Generate();

        second.PublicKey.IsSameKeyAs(first.PublicKey).Should().BeFalse();
    }

    private static AsymmetricCipherKeyPair ToOtherImplementation()
    {
        using var rsa = SharedKeys.NewCopyOfFirst();
        return DotNetUtilities.GetRsaKeyPair(rsa.ExportParameters(includePrivateParameters: true));
    }

    private Signature Sign(byte[] data)
    {
        var signing = _signer.SignAsync(data, default);
        return signing.IsCompletedSuccessfully
            ? signing.Result
            : throw new InvalidOperationException("a key in memory signs synchronously");
    }
}
