using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws.Kms;

/// <summary>What KMS answered instead, and what would mend it, in words. What passes, the SDK has tried again by then.</summary>
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
                $"KMS could not be asked ({operation}): {ForeignText.Of(e)}",
                "check the network and the endpoint, and run it again",
                e
            );
        }
        catch (Exception e) when (StoreBoundary.IsUnforeseen(e, cancellationToken))
        {
            throw StoreBoundary.Explain(e);
        }
    }

    private static StoreException ToException(AmazonKeyManagementServiceException e, string key, string operation) =>
        e switch
        {
            DisabledException => Of(
                e,
                $"the KMS key {key} is disabled",
                $"enable it: aws kms enable-key --key-id {key}"
            ),
            NotFoundException => Of(e, $"there is no KMS key {key}", "check the ARN and its region"),
            KMSInvalidStateException => Of(
                e,
                $"the KMS key {key} cannot be used in its state{ServiceMessage.Quote(ForeignText.Own(e))}",
                $"see its state: aws kms describe-key --key-id {key}"
            ),
            InvalidKeyUsageException or UnsupportedOperationException => Of(
                e,
                $"the KMS key {key} does not sign",
                "give an RSA key whose usage is SIGN_VERIFY"
            ),
            _ when ServiceMessage.IsOfClock(e.ErrorCode, ForeignText.Own(e)) => Of(
                e,
                $"the clock of this machine is wrong ({e.ErrorCode}){ServiceMessage.Quote(ForeignText.Own(e))}",
                "set the clock"
            ),
            _ when e.ErrorCode is "AccessDeniedException" or "AccessDenied" => Of(
                e,
                $"access denied by KMS ({operation}) on {key}{ServiceMessage.Quote(ForeignText.Own(e))}",
                ServiceMessage.PolicyHint(ForeignText.Own(e)) ?? "allow kms:GetPublicKey and kms:Sign on the key"
            ),
            _ when e.ErrorCode is "ExpiredTokenException" or "ExpiredToken" => Of(
                e,
                "the credentials have expired",
                "log in again, and run again"
            ),
            _ when e.ErrorCode is "UnrecognizedClientException" or "InvalidSignatureException" => Of(
                e,
                $"the credentials are not accepted ({e.ErrorCode})",
                "check the profile or the access key"
            ),
            _ when e.ErrorCode is "ThrottlingException" or "Throttling" or "RequestLimitExceeded" => Of(
                e,
                $"KMS is asked too often ({e.ErrorCode})",
                "run it again later"
            ),
            _ => Of(
                e,
                $"KMS answered {(int)e.StatusCode} ({(string.IsNullOrEmpty(e.ErrorCode) ? e.StatusCode.ToString() : ForeignText.Of(e.ErrorCode))}) to {operation}{ServiceMessage.Quote(ForeignText.Own(e))}",
                "run it again later"
            ),
        };

    private static StoreException Of(Exception cause, string message, string hint) => new(message, hint, cause);
}
