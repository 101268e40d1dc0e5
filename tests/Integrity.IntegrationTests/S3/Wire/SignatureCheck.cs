using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>
/// Checks the AWS Signature Version 4 of a request. Implemented from its documentation, independently of the signer.
/// </summary>
internal static partial class SignatureCheck
{
    /// <summary>Returns the service and region for which a request is signed.</summary>
    /// <exception cref="InvalidOperationException">The request is not signed, or not with this key.</exception>
    public static (string Service, string Region) Scope(WireMessage request, string accessKey, string secretKey)
    {
        var match = AuthorizationPattern().Match(request.Header("Authorization") ?? "");
        if (!match.Success)
            throw new InvalidOperationException("the request is not signed");
        if (match.Groups["key"].Value != accessKey)
            throw new InvalidOperationException("the access key is unknown");
        var (day, region, service) = (
            match.Groups["day"].Value,
            match.Groups["region"].Value,
            match.Groups["service"].Value
        );
        var date = request.Header("X-Amz-Date")!;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, match.Groups["headers"].Value)));
        var toSign =
            $"AWS4-HMAC-SHA256\n{date}\n{day}/{region}/{service}/aws4_request\n{Convert.ToHexStringLower(hash)}";
        var key = ((string[])[day, region, service, "aws4_request", toSign]).Aggregate(
            Encoding.UTF8.GetBytes("AWS4" + secretKey),
            (k, text) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(text))
        );
        if (Convert.ToHexStringLower(key) != match.Groups["signature"].Value)
            throw new InvalidOperationException("the signature is wrong");
        return (service, region);
    }

    private static string Canonical(WireMessage request, string signed)
    {
        var headers = signed.Split(';').Select(name => $"{name}:{request.Header(name)}\n");
        var payload = Convert.ToHexStringLower(SHA256.HashData(request.Body));
        var query = string.Join(
            '&',
            request
                .Query.Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Contains('=') ? pair : pair + "=")
                .Order(StringComparer.Ordinal)
        );
        var path = request.Target.Split('?')[0];
        return $"{request.Method}\n{path}\n{query}\n{string.Concat(headers)}\n{signed}\n{payload}";
    }

    [GeneratedRegex(
        @"\AAWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/(?<day>\d{8})/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request"
            + @", ?SignedHeaders=(?<headers>[a-z0-9;-]+), ?Signature=(?<signature>[0-9a-f]{64})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex AuthorizationPattern();
}
