using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Integrity.Aws.Network;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Aws.Kms;

/// <summary>
/// Signs digests with an RSA key in AWS KMS. Sends only hashes to KMS; the private key never leaves it. Verifies each
/// signature before returning it. Safe for concurrent use.
/// </summary>
public sealed class KmsDigestSigner : IDigestSigner, IDisposable
{
    private static readonly SigningAlgorithmSpec Algorithm = SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256;

    private readonly AmazonKeyManagementServiceClient _client;
    private readonly string _keyId;

    private KmsDigestSigner(AmazonKeyManagementServiceClient client, string keyId, PublicKey publicKey) =>
        (_client, _keyId, PublicKey) = (client, keyId, publicKey);

    /// <summary>The public key in PKCS#1, which the AWS CLI reads. KMS returns it as SubjectPublicKeyInfo.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>
    /// Creates a signer after getting the public key from KMS. Resolves an alias once and stays with that key;
    /// <see cref="KmsSigners"/> resolves aliases again.
    /// </summary>
    /// <exception cref="AwsConfigurationException">The key is not an RSA signing key, or is too long.</exception>
    /// <exception cref="StoreException">The request failed or was denied.</exception>
    public static async Task<KmsDigestSigner> OpenAsync(
        AwsSession session,
        KmsKeyArn key,
        CancellationToken cancellationToken = default
    )
    {
        await session.GetCredentialsAsync().ConfigureAwait(false);
        var client = session.CreateKmsClient(key.Region);
        try
        {
            var request = new GetPublicKeyRequest { KeyId = key.Arn };
            var response = await KmsFailure
                .ExplainAsync(
                    () => client.GetPublicKeyAsync(request, cancellationToken),
                    key.Arn,
                    "GetPublicKey",
                    cancellationToken
                )
                .ConfigureAwait(false);
            return new KmsDigestSigner(client, response.KeyId ?? key.Arn, ReadPublicKey(key, response));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static PublicKey ReadPublicKey(KmsKeyArn key, GetPublicKeyResponse response)
    {
        var hint = Hint.Of(HintCode.CreateKmsKey);
        if (response.KeyUsage != KeyUsageType.SIGN_VERIFY)
            throw new AwsConfigurationException(
                $"KMS key {key} has the key usage {response.KeyUsage}, not SIGN_VERIFY",
                hint
            );
        if (response.SigningAlgorithms?.Contains(Algorithm.Value) != true)
            throw new AwsConfigurationException(
                $"KMS key {key} has the key spec {response.KeySpec}, which does not support {Algorithm}",
                hint
            );
        try
        {
            using var spki = PublicKey.FromDer((response.PublicKey ?? new MemoryStream()).ToArray());
            return PublicKey.FromDer(spki.Pkcs1Der.Span);
        }
        catch (CryptographicException e)
        {
            throw new StoreException(
                $"KMS did not return an RSA public key for {key}: {ExternalMessage.Of(e)}",
                "check the endpoint",
                e
            );
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">
    /// The request failed or was denied, or KMS returned an invalid signature.
    /// </exception>
    public async ValueTask<Signature> SignAsync(
        ReadOnlyMemory<byte> data,
        CancellationToken cancellationToken = default
    )
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
        var response = await KmsFailure
            .ExplainAsync(() => _client.SignAsync(request, cancellationToken), _keyId, "Sign", cancellationToken)
            .ConfigureAwait(false);
        var bytes = response.Signature?.ToArray() ?? [];
        if (
            bytes.Length is > 0 and <= Signature.MaxSize
            && new Signature(bytes) is var signature
            && PublicKey.VerifyHash(hash, signature)
        )
            return signature;
        throw new StoreException(
            $"KMS returned an invalid signature for key {_keyId}",
            "check the endpoint; the signature was discarded"
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        PublicKey.Dispose();
    }
}
