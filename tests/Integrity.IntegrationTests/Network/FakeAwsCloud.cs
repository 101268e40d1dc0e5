using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.Network;

/// <summary>A fake of S3, CloudTrail, STS, SSO and SSO OIDC that serves the trail of a vector.</summary>
internal sealed class FakeAwsCloud(Vector vector)
{
    /// <summary>The session token of the temporary credentials from STS and SSO.</summary>
    public const string SessionToken = "MARKED-session-token-of-temporary-credentials";

    private readonly CloudTrailHost _cloudTrail = CloudTrailHost.Of(vector);

    /// <summary>Overrides the response to a request to a host; returns <c>null</c> for the normal response.</summary>
    public Func<string, WireMessage, WireMessage?> Override { get; init; } = (_, _) => null;

    /// <summary>Returns the response to a request to a host.</summary>
    public WireMessage Answer(string host, WireMessage request) =>
        Override(host, request)
        ?? host.Split('.')[0] switch
        {
            "cloudtrail" => _cloudTrail.Answer(request),
            "sts" => Sts(request),
            "portal" => WireMessage.Answer(
                200,
                "application/json",
                $$$"""
                {"roleCredentials":{"accessKeyId":"{{{TestAccount.AccessKey}}}",
                "secretAccessKey":"{{{TestAccount.SecretKey}}}","sessionToken":"{{{SessionToken}}}",
                "expiration":4102444800000}}
                """
            ),
            "oidc" => WireMessage.Answer(
                200,
                "application/json",
                """
                {"accessToken":"MARKED-refreshed-access-token","expiresIn":3600,
                "refreshToken":"MARKED-next-refresh-token","tokenType":"Bearer"}
                """
            ),
            _ when host.Contains("s3", StringComparison.Ordinal) => S3(host, request),
            _ => WireMessage.Answer(404, "text/plain", ""),
        };

    private static WireMessage Sts(WireMessage request)
    {
        var action = HttpUtility.ParseQueryString(Encoding.UTF8.GetString(request.Body))["Action"];
        return WireMessage.Answer(
            200,
            "text/xml",
            $"""
            <{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>
              <Credentials><AccessKeyId>{TestAccount.AccessKey}</AccessKeyId>
              <SecretAccessKey>{TestAccount.SecretKey}</SecretAccessKey>
              <SessionToken>{SessionToken}</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>
              <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/auditor/s</Arn>
              <AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>
            </{action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>
            """
        );
    }

    private WireMessage S3(string host, WireMessage request)
    {
        var path = Uri.UnescapeDataString(request.Target.Split('?')[0]).TrimStart('/');
        // Path style, or else virtual-hosted style.
        var parts = host.StartsWith("s3.", StringComparison.Ordinal)
            ? path.Split('/', 2)
            : [host[..host.IndexOf(".s3", StringComparison.Ordinal)], path];
        var query = HttpUtility.ParseQueryString(request.Query);
        if (request.Query.Split('&', '=').Contains("location", StringComparer.Ordinal))
            return WireMessage.Answer(
                200,
                "application/xml",
                "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                    + $"{vector.Region}</LocationConstraint>"
            );
        if (parts is [var bucket, { Length: > 0 } objectPath])
            return Object(bucket, objectPath);
        return WireMessage.Answer(
            200,
            "application/xml",
            Listing(parts[0], query["prefix"] ?? "", query["delimiter"], query["start-after"] ?? query["marker"] ?? "")
        );
    }

    private WireMessage Object(string bucket, string path)
    {
        var file = Path.Combine(vector.Buckets, bucket, path);
        if (!File.Exists(file))
            return WireMessage.Answer(
                404,
                "application/xml",
                "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
            );
        var body = File.ReadAllBytes(file);
        var metadata = File.Exists(file + ".meta.json")
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file + ".meta.json"))!
            : [];
        var head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            + $"ETag: \"{Convert.ToHexStringLower(SHA256.HashData(body)[..16])}\"\r\nContent-Length: {body.Length}\r\n"
            + string.Concat(metadata.Select(pair => $"x-amz-meta-{pair.Key}: {pair.Value}\r\n"))
            + "\r\n";
        return new WireMessage(Encoding.Latin1.GetBytes(head), body);
    }

    private string Listing(string bucket, string prefix, string? delimiter, string after)
    {
        var paths = vector
            .Paths.Where(path =>
                path.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(path, after) > 0
            )
            .ToList();
        var xml = new StringBuilder("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        xml.Append(
            CultureInfo.InvariantCulture,
            $"<Name>{bucket}</Name><Prefix>{WebUtility.HtmlEncode(prefix)}</Prefix><MaxKeys>1000</MaxKeys>"
        );
        xml.Append("<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>");
        if (delimiter is null)
        {
            foreach (var path in paths)
                xml.Append(
                    $"<Contents><Key>{Uri.EscapeDataString(path)}</Key>"
                        + "<LastModified>2025-05-04T10:30:00.000Z</LastModified><ETag>&quot;0&quot;</ETag>"
                        + "<Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>"
                );
        }
        else
        {
            foreach (
                var folder in paths
                    .Where(path => path.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) >= 0)
                    .Select(path => path[..(path.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) + 1)])
                    .Distinct(StringComparer.Ordinal)
            )
                xml.Append($"<CommonPrefixes><Prefix>{Uri.EscapeDataString(folder)}</Prefix></CommonPrefixes>");
        }
        return xml.Append("</ListBucketResult>").ToString();
    }
}
