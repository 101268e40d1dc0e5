using System.Net;
using System.Xml;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>What S3 answered instead of an object.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The error code in the answer's body, or an empty text.</param>
/// <param name="Region">The region of the bucket, where the answer tells it.</param>
internal sealed record S3Failure(HttpStatusCode Status, string Code, string? Region)
{
    private const int MaxBodyBytes = 64 << 10;

    /// <summary>S3 says so itself. A 404 without its code comes from something on the way, or is cut, and is no proof of absence.</summary>
    public bool IsMissing => Status == HttpStatusCode.NotFound && Code == "NoSuchKey";

    public bool IsTooMuch => Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests || Code is "SlowDown" or "RequestLimitExceeded";

    public bool IsPassing => IsTooMuch || (int)Status >= 500 || Code == "RequestTimeout" || (Status == HttpStatusCode.NotFound && Code.Length == 0);

    public bool IsElsewhere => Status is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect || Code == "AuthorizationHeaderMalformed";

    public static async Task<S3Failure> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var region = response.Headers.TryGetValues("x-amz-bucket-region", out var values) ? values.FirstOrDefault() : null;
        var code = "";
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxBodyBytes];
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            (code, var told) = Parse(buffer.AsSpan(0, length).ToArray());
            region ??= told;
        }
        catch (Exception e) when (e is XmlException or HttpRequestException or IOException)
        {
            // the status alone says enough
        }
        return new S3Failure(response.StatusCode, code, region);
    }

    private static (string Code, string? Region) Parse(byte[] xml)
    {
        if (xml.Length == 0) return ("", null);
        var code = "";
        string? region = null;
        using var reader = XmlReader.Create(new MemoryStream(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.Depth != 1) continue;
            if (reader.Name == "Code") code = reader.ReadElementContentAsString();
            if (reader.NodeType == XmlNodeType.Element && reader.Name == "Region") region = reader.ReadElementContentAsString();
        }
        return (code, region);
    }

    public StoreException ToException() => ToException(Status, Code);

    /// <summary>What happened, and what would mend it, in words.</summary>
    public static StoreException ToException(HttpStatusCode status, string code)
    {
        var name = code.Length > 0 ? ForeignText.Of(code) : status.ToString();
        return (int)status switch
        {
            403 when code == "InvalidObjectState" => new StoreException("archived: the object lies in an archive storage class", "restore it (aws s3api restore-object), wait, and run again"),
            403 when code.StartsWith("KMS", StringComparison.Ordinal) => new StoreException($"access denied by KMS ({name})", "allow kms:Decrypt on the key that encrypts the bucket"),
            400 or 403 when code is "ExpiredToken" or "TokenRefreshRequired" => new StoreException("the credentials have expired", "log in again, and run again"),
            403 when code == "RequestTimeTooSkewed" => new StoreException("the clock of this machine is wrong", "set the clock"),
            403 when code is "InvalidAccessKeyId" or "SignatureDoesNotMatch" => new StoreException($"the credentials are not accepted ({name})", "check the profile or the access key"),
            403 => new StoreException($"access denied ({name})", "allow s3:GetObject on the objects and s3:ListBucket on the bucket; without s3:ListBucket a missing object looks the same"),
            404 when code == "NoSuchBucket" => new StoreException("the bucket does not exist", "check the name of the bucket, and that the endpoint is the right one"),
            301 or 307 => new StoreException("the bucket lies in another region", "check the endpoint"),
            _ => new StoreException($"the store answered {(int)status} ({name})", "run it again later"),
        };
    }
}
