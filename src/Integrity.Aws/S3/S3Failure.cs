using System.Net;
using System.Xml;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>What S3 answered instead of an object.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The error code in the answer's body, or an empty text.</param>
/// <param name="Region">The region of the bucket, where the answer tells it.</param>
/// <param name="Message">The message in the answer's body, or an empty text.</param>
internal sealed record S3Failure(HttpStatusCode Status, string Code, string? Region, string Message = "")
{
    private const int MaxBodyBytes = 64 << 10;

    /// <summary>S3 says so itself. A 404 without its code comes from something on the way, or is cut, and is no proof of absence.</summary>
    public bool IsMissing => Status == HttpStatusCode.NotFound && Code == "NoSuchKey";

    public bool IsTooMuch =>
        Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
        || Code is "SlowDown" or "RequestLimitExceeded" or "KMS.ThrottlingException";

    public bool IsPassing =>
        IsTooMuch
        || (int)Status >= 500
        || Code == "RequestTimeout"
        || (Status == HttpStatusCode.NotFound && Code.Length == 0);

    public bool IsElsewhere =>
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
            (code, message, var told) = Parse(buffer.AsSpan(0, length).ToArray());
            region ??= told;
        }
        catch (Exception e) when (e is XmlException or HttpRequestException or IOException)
        {
            // the status alone says enough
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
            // reading an element ends at the next one, so all names are looked at in turn
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

    /// <summary>What happened, what the store says, and what would mend it.</summary>
    public static StoreException ToException(HttpStatusCode status, string code, string? message = null)
    {
        var said = $"({(code.Length > 0 ? ForeignText.Of(code) : status.ToString())}){ServiceMessage.Quote(message)}";
        if (code.StartsWith("KMS.", StringComparison.Ordinal))
            return OfKey(code["KMS.".Length..], message, said);
        if (ServiceMessage.IsOfClock(code, message))
            return new StoreException($"the clock of this machine is wrong {said}", "set the clock");
        return (int)status switch
        {
            403 when code == "InvalidObjectState" => new StoreException(
                "archived: the object lies in an archive storage class",
                "restore it (aws s3api restore-object), wait, and run again"
            ),
            403 when IsOfKms(code, message) => new StoreException(
                $"access denied by KMS {said}",
                ServiceMessage.DenyHint(message) ?? "allow kms:Decrypt on the key that encrypts the bucket"
            ),
            400 or 403 when code is "ExpiredToken" or "TokenRefreshRequired" => new StoreException(
                "the credentials have expired",
                "log in again, and run again"
            ),
            403 when code is "InvalidAccessKeyId" or "SignatureDoesNotMatch" => new StoreException(
                $"the credentials are not accepted {said}",
                "check the profile or the access key"
            ),
            403 => new StoreException(
                $"access denied {said}",
                ServiceMessage.PolicyHint(message)
                    ?? "allow s3:GetObject on the objects and s3:ListBucket on the bucket; without s3:ListBucket a missing object looks the same"
            ),
            404 when code == "NoSuchBucket" => new StoreException(
                "the bucket does not exist",
                "check the name of the bucket, and that the endpoint is the right one"
            ),
            301 or 307 => new StoreException("the bucket lies in another region", "check the endpoint"),
            _ => new StoreException($"the store answered {(int)status} {said}", "run it again later"),
        };
    }

    private static bool IsOfKms(string code, string? message) =>
        code.StartsWith("KMS", StringComparison.Ordinal)
        || ServiceMessage.ActionIn(message)?.StartsWith("kms:", StringComparison.Ordinal) == true
        || message?.StartsWith("The ciphertext refers to", StringComparison.Ordinal) == true;

    /// <summary>What KMS says of the key that encrypts the object; S3 passes it on.</summary>
    private static StoreException OfKey(string code, string? message, string said)
    {
        var key = ServiceMessage.KeyArn(message) ?? "KEY";
        return code switch
        {
            "DisabledException" => new StoreException(
                $"the KMS key of the object is disabled {said}",
                $"enable it: aws kms enable-key --key-id {key}"
            ),
            "NotFoundException" => new StoreException(
                $"the KMS key of the object does not exist {said}",
                "ask the owner of the bucket which key encrypts it; without the key the object cannot be read"
            ),
            "KMSInvalidStateException"
            or "InvalidStateException"
                when message?.Contains("pending deletion", StringComparison.OrdinalIgnoreCase) == true =>
                new StoreException(
                    $"the KMS key of the object is pending deletion {said}",
                    $"keep it: aws kms cancel-key-deletion --key-id {key}, then aws kms enable-key --key-id {key}"
                ),
            "KMSInvalidStateException" or "InvalidStateException" => new StoreException(
                $"the KMS key of the object cannot be used in its state {said}",
                $"see its state: aws kms describe-key --key-id {key}"
            ),
            "ThrottlingException" => new StoreException($"KMS receives too many requests {said}", "run it again later"),
            "AccessDeniedException" => new StoreException(
                $"access denied by KMS {said}",
                ServiceMessage.DenyHint(message) ?? "allow kms:Decrypt on the key that encrypts the bucket"
            ),
            _ => new StoreException(
                $"KMS refuses the key of the object {said}",
                $"see its state: aws kms describe-key --key-id {key}"
            ),
        };
    }
}
