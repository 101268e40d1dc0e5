using System.Net;
using System.Xml;
using Integrity.Aws.Network;
using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>An error response of S3.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The error code in the body, or an empty string.</param>
/// <param name="Region">The region of the bucket, if the response contains it.</param>
/// <param name="Message">The message in the body, or an empty string.</param>
internal sealed record S3Failure(HttpStatusCode Status, string Code, string? Region, string Message = "")
{
    private const int MaxBodyBytes = 64 << 10;

    /// <summary>
    /// Whether S3 itself reports that the object does not exist. A 404 without this code is truncated or comes from a
    /// proxy, so it does not prove absence.
    /// </summary>
    public bool IsMissing => Status == HttpStatusCode.NotFound && Code == "NoSuchKey";

    public bool IsThrottled =>
        Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
        || Code is "SlowDown" or "RequestLimitExceeded" or "KMS.ThrottlingException";

    public bool IsTransient =>
        IsThrottled
        || (int)Status >= 500
        || Code == "RequestTimeout"
        || (Status == HttpStatusCode.NotFound && Code.Length == 0);

    /// <summary>Whether the bucket is in another region than the request was sent to.</summary>
    public bool IsWrongRegion =>
        Status is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect
        || Code == "AuthorizationHeaderMalformed";

    public static async Task<S3Failure> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var region = response.Headers.TryGetValues("x-amz-bucket-region", out var values)
            ? values.FirstOrDefault()
            : null;
        var (code, message) = ("", "");
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using var bodyDisposal = body.ConfigureAwait(false);
            var buffer = new byte[MaxBodyBytes];
            var length = await body.ReadAtLeastAsync(
                    buffer,
                    buffer.Length,
                    throwOnEndOfStream: false,
                    cancellationToken
                )
                .ConfigureAwait(false);
            (code, message, var regionInBody) = Parse(buffer.AsSpan(0, length).ToArray());
            region ??= regionInBody;
        }
        catch (Exception e) when (e is XmlException or HttpRequestException or IOException)
        {
            // The status is enough.
        }
        return new S3Failure(response.StatusCode, code, region, message);
    }

    private static (string Code, string Message, string? Region) Parse(byte[] xml)
    {
        var (code, message) = ("", "");
        string? region = null;
        if (xml.Length == 0)
            return (code, message, region);
        using var reader = XmlReader.Create(
            new MemoryStream(xml),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
        );
        while (reader.Read())
        {
            // Reading an element advances to the next one, so do not call Read in between.
            while (reader is { NodeType: XmlNodeType.Element, Depth: 1 })
            {
                if (reader.Name == "Code")
                    code = reader.ReadElementContentAsString();
                else if (reader.Name == "Message")
                    message = reader.ReadElementContentAsString();
                else if (reader.Name == "Region")
                    region = reader.ReadElementContentAsString();
                else
                    break;
            }
        }
        return (code, message, region);
    }

    public StoreException ToException() => ToException(Status, Code, Message);

    /// <summary>Returns the error for a response, with the store's message and a hint.</summary>
    public static StoreException ToException(HttpStatusCode status, string code, string? message = null)
    {
        var details =
            $"({(code.Length > 0 ? ExternalMessage.Clean(code) : status.ToString())}){ServiceMessage.Quote(message)}";
        if (code.StartsWith("KMS.", StringComparison.Ordinal))
            return KmsKeyFailure(code["KMS.".Length..], message, details);
        if (ServiceMessage.IsClockSkew(code, message))
            return new StoreException($"this machine's clock is wrong {details}", "set the clock");
        return (int)status switch
        {
            403 when code == "InvalidObjectState" => new StoreException(
                "archived: the object is in an archive storage class",
                "restore it (aws s3api restore-object), wait, then try again"
            ),
            403 when IsFromKms(code, message) => new StoreException(
                $"access denied by KMS {details}",
                ServiceMessage.DenyHint(message) ?? "allow kms:Decrypt on the key that encrypts the bucket"
            ),
            400 or 403 when code is "ExpiredToken" or "TokenRefreshRequired" => new StoreException(
                "the credentials have expired",
                "log in again, then try again"
            ),
            403 when code is "InvalidAccessKeyId" or "SignatureDoesNotMatch" => new StoreException(
                $"the credentials were rejected {details}",
                "check the profile or the access key"
            ),
            403 => new StoreException(
                $"access denied {details}",
                ServiceMessage.PolicyHint(message)
                    ?? "allow s3:GetObject on the objects and s3:ListBucket on the bucket "
                        + "(without it, S3 denies access to missing objects, too)"
            ),
            404 when code == "NoSuchBucket" => new StoreException(
                "the bucket does not exist",
                "check the bucket name and the endpoint"
            ),
            301 or 307 => new StoreException("the bucket is in another region", "check the endpoint"),
            _ => new StoreException($"the store returned {(int)status} {details}", "try again later"),
        };
    }

    private static bool IsFromKms(string code, string? message) =>
        code.StartsWith("KMS", StringComparison.Ordinal)
        || ServiceMessage.ActionIn(message)?.StartsWith("kms:", StringComparison.Ordinal) == true
        || message?.StartsWith("The ciphertext refers to", StringComparison.Ordinal) == true;

    /// <summary>Returns the error for a KMS failure that S3 passes on.</summary>
    private static StoreException KmsKeyFailure(string code, string? message, string details)
    {
        var key = ServiceMessage.KeyArn(message) ?? "KEY";
        return code switch
        {
            "DisabledException" => new StoreException(
                $"the object's KMS key is disabled {details}",
                Hint.Of(HintCode.EnableKmsKey, key)
            ),
            "NotFoundException" => new StoreException(
                $"the object's KMS key does not exist {details}",
                "ask the owner of the bucket; without the key, the object cannot be decrypted"
            ),
            "KMSInvalidStateException"
            or "InvalidStateException"
                when message?.Contains("pending deletion", StringComparison.OrdinalIgnoreCase) == true =>
                new StoreException(
                    $"the object's KMS key is pending deletion {details}",
                    Hint.Of(HintCode.KeepKmsKey, key)
                ),
            "KMSInvalidStateException" or "InvalidStateException" => new StoreException(
                $"the object's KMS key cannot be used in its current state {details}",
                Hint.Of(HintCode.CheckKmsKey, key)
            ),
            "ThrottlingException" => new StoreException($"KMS is throttling requests {details}", "try again later"),
            "AccessDeniedException" => new StoreException(
                $"access denied by KMS {details}",
                ServiceMessage.DenyHint(message) ?? "allow kms:Decrypt on the key that encrypts the bucket"
            ),
            _ => new StoreException(
                $"KMS rejected the request for the object's key {details}",
                Hint.Of(HintCode.CheckKmsKey, key)
            ),
        };
    }
}
