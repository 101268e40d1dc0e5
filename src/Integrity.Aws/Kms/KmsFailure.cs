using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Integrity.Aws.Network;
using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Aws.Kms;

/// <summary>
/// Turns failures of KMS requests into errors with hints. The SDK has already retried transient failures.
/// </summary>
internal static class KmsFailure
{
    public static async Task<T> ExplainAsync<T>(
        Func<Task<T>> call,
        string key,
        string operation,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonKeyManagementServiceException e)
        {
            throw ToException(e, key, operation);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw Backoff.ToException(e);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException)
        {
            throw new StoreException(
                $"KMS request failed ({operation}): {ExternalMessage.Of(e)}",
                "check the network and the endpoint, then try again",
                e
            );
        }
        catch (Exception e) when (StoreBoundary.IsUnexpected(e, cancellationToken))
        {
            throw StoreBoundary.Explain(e);
        }
    }

    private static StoreException ToException(AmazonKeyManagementServiceException e, string key, string operation) =>
        e switch
        {
            DisabledException => Of(e, $"KMS key {key} is disabled", Hint.Of(HintCode.EnableKmsKey, key)),
            NotFoundException => Of(e, $"KMS key {key} does not exist", "check the ARN and its region"),
            KMSInvalidStateException => Of(
                e,
                $"KMS key {key} cannot be used in its current state{ServiceMessage.Quote(ExternalMessage.Own(e))}",
                Hint.Of(HintCode.CheckKmsKey, key)
            ),
            InvalidKeyUsageException or UnsupportedOperationException => Of(
                e,
                $"KMS key {key} cannot sign",
                "use an RSA key with the key usage SIGN_VERIFY"
            ),
            _ when ServiceMessage.IsClockSkew(e.ErrorCode, ExternalMessage.Own(e)) => Of(
                e,
                $"this machine's clock is wrong ({e.ErrorCode}){ServiceMessage.Quote(ExternalMessage.Own(e))}",
                "set the clock"
            ),
            _ when e.ErrorCode is "AccessDeniedException" or "AccessDenied" => Of(
                e,
                $"access denied by KMS ({operation}) on {key}{ServiceMessage.Quote(ExternalMessage.Own(e))}",
                ServiceMessage.PolicyHint(ExternalMessage.Own(e)) ?? "allow kms:GetPublicKey and kms:Sign on the key"
            ),
            _ when e.ErrorCode is "ExpiredTokenException" or "ExpiredToken" => Of(
                e,
                "the credentials have expired",
                "log in again, then try again"
            ),
            _ when e.ErrorCode is "UnrecognizedClientException" or "InvalidSignatureException" => Of(
                e,
                $"the credentials were rejected ({e.ErrorCode})",
                "check the profile or the access key"
            ),
            _ when e.ErrorCode is "ThrottlingException" or "Throttling" or "RequestLimitExceeded" => Of(
                e,
                $"KMS is throttling requests ({e.ErrorCode})",
                "try again later"
            ),
            _ => Of(
                e,
                $"KMS returned {(int)e.StatusCode} ({CodeOf(e)}) for {operation}"
                    + ServiceMessage.Quote(ExternalMessage.Own(e)),
                "try again later"
            ),
        };

    private static string CodeOf(AmazonServiceException e) =>
        string.IsNullOrEmpty(e.ErrorCode) ? e.StatusCode.ToString() : ExternalMessage.Clean(e.ErrorCode);

    private static StoreException Of(Exception cause, string message, Hint hint) => new(message, hint, cause);
}
