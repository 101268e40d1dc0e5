using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace Integrity.Aws;

/// <summary>
/// Signs requests with AWS Signature Version 4. The SDK derives the signing key, which is cached for its day because
/// the derivation is most of the cost of a signature.
/// Source: "Create a signed AWS API request" in the AWS General Reference.
/// </summary>
internal sealed class SigV4(string service, string region, TimeProvider clock)
{
    /// <summary>The SHA-256 of an empty body.</summary>
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private CachedKey? _key;

    /// <summary>
    /// Adds the authentication headers. The path must be encoded as sent, and the query sorted by name.
    /// </summary>
    public void Sign(HttpRequestMessage request, ImmutableCredentials credentials, string payloadHash)
    {
        var now = clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = now[..8];
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = request.RequestUri!.IsDefaultPort ? request.RequestUri.Host : request.RequestUri.Authority,
            ["x-amz-content-sha256"] = payloadHash,
            ["x-amz-date"] = now,
        };
        if (credentials.UseToken)
            headers["x-amz-security-token"] = credentials.Token;
        // AWS rejects a request with an unsigned x-amz header.
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
                headers[name.ToLowerInvariant()] = values.ToString();
        }
        var signed = string.Join(';', headers.Keys);
        var canonical = new StringBuilder(512);
        canonical
            .Append(request.Method.Method)
            .Append('\n')
            .Append(request.RequestUri.AbsolutePath)
            .Append('\n')
            .Append(request.RequestUri.Query.AsSpan().TrimStart('?'))
            .Append('\n');
        foreach (var (name, value) in headers)
            canonical.Append(name).Append(':').Append(value).Append('\n');
        canonical.Append('\n').Append(signed).Append('\n').Append(payloadHash);

        var scope = $"{day}/{region}/{service}/aws4_request";
        var canonicalHash = SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString()));
        var toSign = $"AWS4-HMAC-SHA256\n{now}\n{scope}\n{Convert.ToHexStringLower(canonicalHash)}";
        var signature = Convert.ToHexStringLower(
            HMACSHA256.HashData(KeyOf(credentials, day), Encoding.UTF8.GetBytes(toSign))
        );
        foreach (var (name, value) in headers)
        {
            if (name != "host" && !request.Headers.NonValidated.Contains(name))
                request.Headers.TryAddWithoutValidation(name, value);
        }
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={credentials.AccessKey}/{scope}, "
                + $"SignedHeaders={signed}, Signature={signature}"
        );
    }

    private byte[] KeyOf(ImmutableCredentials credentials, string day)
    {
        var key = _key;
        if (key is null || key.Day != day || key.Secret != credentials.SecretKey)
            _key = key = new CachedKey(
                day,
                credentials.SecretKey,
                AWS4Signer.ComposeSigningKey(credentials.SecretKey, region, day, service)
            );
        return key.Bytes;
    }

    private sealed record CachedKey(string Day, string Secret, byte[] Bytes);
}
