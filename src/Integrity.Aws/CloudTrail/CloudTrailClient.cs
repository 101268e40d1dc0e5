using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Amazon.Runtime.Endpoints;
using Integrity.Aws.Network;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Aws.CloudTrail;

/// <summary>
/// Calls the two CloudTrail operations that a verification needs: <c>ListPublicKeys</c> and <c>DescribeTrails</c>. Safe
/// for concurrent use.
/// Source: AWS CloudTrail API Reference (JSON 1.1 protocol).
/// </summary>
public sealed class CloudTrailClient(AwsSession session, TimeProvider clock)
{
    private const int MaxPages = 1000;
    private const int MaxKeys = 10_000;
    private const int MaxResponseBytes = 16 << 20;

    /// <summary>
    /// Lists all public keys that may have signed digests of a region in a time range, and the entries that are not
    /// readable keys.
    /// </summary>
    /// <exception cref="StoreException">The request failed.</exception>
    public async Task<PublicKeySet> ListPublicKeysAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken = default
    )
    {
        var (keys, unreadable) = (new List<TrustedKey>(), new List<UnreadableKey>());
        string? next = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var response = await SendAsync(
                    region,
                    "ListPublicKeys",
                    writer => WriteRange(writer, from, until, next),
                    cancellationToken
                )
                .ConfigureAwait(false);
            var list = Parse(response, bytes => PublicKeyList.Read(bytes, region));
            keys.AddRange(list.Keys);
            unreadable.AddRange(list.Unreadable);
            var previous = next;
            next = Parse(response, bytes => Text(bytes, "NextToken"));
            if (string.IsNullOrEmpty(next))
                return new PublicKeySet(keys, unreadable);
            if (next == previous || keys.Count + unreadable.Count > MaxKeys)
                break;
        }
        throw new StoreException("CloudTrail's list of public keys does not end");
    }

    private static void WriteRange(Utf8JsonWriter writer, DateTimeOffset from, DateTimeOffset until, string? next)
    {
        writer.WriteNumber("StartTime", from.ToUnixTimeSeconds());
        writer.WriteNumber("EndTime", until.ToUnixTimeSeconds());
        if (next is not null)
            writer.WriteString("NextToken", next);
    }

    /// <summary>Describes a trail. Returns <c>null</c> if it does not exist.</summary>
    /// <exception cref="StoreException">The request failed.</exception>
    public async Task<TrailDescription?> DescribeTrailAsync(Trail trail, CancellationToken cancellationToken = default)
    {
        var response = await SendAsync(
                trail.HomeRegion,
                "DescribeTrails",
                writer =>
                {
                    writer.WriteStartArray("trailNameList");
                    writer.WriteStringValue(trail.Arn);
                    writer.WriteEndArray();
                    writer.WriteBoolean("includeShadowTrails", value: true);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return Parse(response, bytes => TrailDescription.Find(bytes, trail));
    }

    private async Task<ReadOnlyMemory<byte>> SendAsync(
        string region,
        string operation,
        Action<Utf8JsonWriter> writeMembers,
        CancellationToken cancellationToken
    )
    {
        var config = session.Configure(new CloudTrailConfig(), region);
        var url = new Uri(
            config
                .DetermineServiceOperationEndpoint(
                    new ServiceOperationEndpointParameters(new Amazon.S3.Model.GetObjectRequest(), null)
                )
                .URL
        );
        var signer = new SigV4("cloudtrail", region, clock);
        var body = Body(writeMembers);
        for (var attempt = 1; ; attempt++)
        {
            var (content, failure, isTransient) = await TrySendAsync(url, signer, operation, body, cancellationToken)
                .ConfigureAwait(false);
            if (failure is null)
                return content;
            if (!isTransient || attempt == session.Retry.MaxAttempts)
                throw failure;
            await Backoff.PauseAsync(session.Settings, attempt, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(ReadOnlyMemory<byte> Content, StoreException? Failure, bool IsTransient)> TrySendAsync(
        Uri url,
        SigV4 signer,
        string operation,
        byte[] body,
        CancellationToken cancellationToken
    )
    {
        var credentials = await session.GetCredentialsAsync().ConfigureAwait(false);
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(session.Settings.Timeout);
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
            request.Headers.TryAddWithoutValidation(
                "X-Amz-Target",
                $"com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.{operation}"
            );
            signer.Sign(request, credentials, Convert.ToHexStringLower(SHA256.HashData(body)));
            using var response = await session.Http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
            await using var streamDisposal = stream.ConfigureAwait(false);
            var content = await ReadAsync(stream, timeout.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK)
                return (content, null, false);
            return (default, ToException(operation, response.StatusCode, content, out var isTransient), isTransient);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException and not StoreException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return (default, Backoff.ToException(e), true);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 << 10];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxResponseBytes)
                throw new StoreException("response from CloudTrail is too large");
        }
        return buffer.ToArray();
    }

    private static StoreException ToException(
        string operation,
        HttpStatusCode status,
        ReadOnlyMemory<byte> content,
        out bool isTransient
    )
    {
        var (code, message) = Error(content);
        var details = ServiceMessage.Quote(message);
        isTransient =
            (int)status >= 500
            || status == HttpStatusCode.TooManyRequests
            || code is "ThrottlingException" or "Throttling" or "RequestLimitExceeded";
        if (ServiceMessage.IsClockSkew(code, message))
            return new StoreException($"this machine's clock is wrong ({code}){details}", "set the clock");
        return code switch
        {
            "AccessDeniedException" or "AccessDenied" => new StoreException(
                $"access denied by CloudTrail ({operation}){details}",
                ServiceMessage.PolicyHint(message)
                    ?? Hint.Of(
                        operation == "DescribeTrails" ? HintCode.AllowOrNameBucket : HintCode.AllowOrSupplyPublicKeys,
                        $"cloudtrail:{operation}"
                    )
            ),
            "ExpiredTokenException" or "ExpiredToken" => new StoreException(
                "the credentials have expired",
                "log in again, then try again"
            ),
            "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidSignatureException" =>
                new StoreException(
                    $"the credentials were rejected ({code}){details}",
                    "check the profile or the access key, and that the region is enabled in your account"
                ),
            "TrailNotFoundException" => new StoreException(
                "the trail does not exist in CloudTrail",
                "check the ARN and the account of the credentials"
            ),
            _ => new StoreException(
                $"CloudTrail returned {(int)status} ({(code.Length > 0 ? code : status.ToString())}) for {operation}"
                    + details,
                "try again later"
            ),
        };
    }

    /// <summary>
    /// Returns the part of <c>__type</c> after <c>#</c>, and the message, whose name has two spellings.
    /// </summary>
    private static (string Code, string? Message) Error(ReadOnlyMemory<byte> content)
    {
        try
        {
            var type = Text(content, "__type") ?? "";
            var code = ExternalMessage.Clean(type[(type.LastIndexOf('#') + 1)..]);
            return (code, Text(content, "message") ?? Text(content, "Message"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return ("", null);
        }
    }

    private static string? Text(ReadOnlyMemory<byte> json, string member)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
    }

    private static T Parse<T>(ReadOnlyMemory<byte> content, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            return read(content);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw new StoreException(
                $"invalid response from CloudTrail: {ExternalMessage.Of(e)}",
                "check the endpoint",
                e
            );
        }
        catch (Exception e) when (StoreBoundary.IsUnexpected(e, CancellationToken.None))
        {
            throw StoreBoundary.Explain(e);
        }
    }

    private static byte[] Body(Action<Utf8JsonWriter> writeMembers)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
