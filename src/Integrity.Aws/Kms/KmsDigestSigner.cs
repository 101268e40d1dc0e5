using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Integrity.Aws.Network;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Aws.Kms;

/// <summary>
/// Signs with an RSA key in AWS KMS: only hashes go there, only signatures come back, and the private key never leaves it.
/// Each signature is verified before it is handed out. Safe for use by several tasks at once.
/// </summary>
public sealed class KmsDigestSigner : IDigestSigner, IDisposable
{
    private static readonly SigningAlgorithmSpec Algorithm = SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256;

    private readonly AmazonKeyManagementServiceClient _client;
    private readonly string _keyId;

    private KmsDigestSigner(AmazonKeyManagementServiceClient client, string keyId, PublicKey publicKey) =>
        (_client, _keyId, PublicKey) = (client, keyId, publicKey);

    /// <summary>The public half, in PKCS#1 as the AWS CLI reads it: KMS itself tells it as SubjectPublicKeyInfo.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>Asks for the public half of a key. An alias is followed now, and not again: the signer stays with the key to which it leads (<see cref="KmsSigners"/> looks again).</summary>
    /// <exception cref="AwsConfigurationException">The key is not an RSA key for signatures, or too long.</exception>
    /// <exception cref="StoreException">KMS could not answer, or does not let the caller see the key.</exception>
    public static async Task<KmsDigestSigner> OpenAsync(
        AwsSession session,
        KmsKeyArn key,
        CancellationToken cancellationToken
    )
    {
        await session.GetCredentialsAsync().ConfigureAwait(false);
        var client = session.CreateKmsClient(key.Region);
        try
        {
            var request = new GetPublicKeyRequest { KeyId = key.Arn };
            var answer = await KmsFailure
                .ExplainAsync(
                    () => client.GetPublicKeyAsync(request, cancellationToken),
                    key.Arn,
                    "GetPublicKey",
                    cancellationToken
                )
                .ConfigureAwait(false);
            return new KmsDigestSigner(client, answer.KeyId ?? key.Arn, Understand(key, answer));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static PublicKey Understand(KmsKeyArn key, GetPublicKeyResponse answer)
    {
        const string Hint = "make one: aws kms create-key --key-usage SIGN_VERIFY --key-spec RSA_2048";
        if (answer.KeyUsage != KeyUsageType.SIGN_VERIFY)
            throw new AwsConfigurationException(
                $"the KMS key {key} is for {answer.KeyUsage}, not for SIGN_VERIFY",
                Hint
            );
        if (answer.SigningAlgorithms?.Contains(Algorithm.Value) != true)
            throw new AwsConfigurationException(
                $"the KMS key {key} is of the kind {answer.KeySpec}, which does not sign with {Algorithm}",
                Hint
            );
        try
        {
            using var delivered = PublicKey.FromDer((answer.PublicKey ?? new MemoryStream()).ToArray());
            return PublicKey.FromDer(delivered.Pkcs1Der.Span);
        }
        catch (CryptographicException e)
        {
            throw new StoreException(
                $"KMS told no RSA public key for {key}: {ForeignText.Of(e)}",
                "check the endpoint",
                e
            );
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">KMS could not answer, refused, or answered with something else than the signature.</exception>
    public async ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(data.Span);
        using var message = new MemoryStream(hash, writable: false);
        var request = new SignRequest
        {
            KeyId = _keyId,
            Message = message,
            MessageType = MessageType.DIGEST,
            SigningAlgorithm = Algorithm,
        };
        var answer = await KmsFailure
            .ExplainAsync(() => _client.SignAsync(request, cancellationToken), _keyId, "Sign", cancellationToken)
            .ConfigureAwait(false);
        var bytes = answer.Signature?.ToArray() ?? [];
        if (
            bytes.Length is > 0 and <= Signature.MaxSize
            && new Signature(bytes) is var signature
            && PublicKey.VerifyHash(hash, signature)
        )
            return signature;
        throw new StoreException(
            $"what KMS answered is not the signature of its key {_keyId}",
            "check the endpoint; nothing was signed with it"
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        PublicKey.Dispose();
    }
}
