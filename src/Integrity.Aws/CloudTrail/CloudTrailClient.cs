using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Amazon.Runtime.Endpoints;
using Integrity.Aws.Network;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Aws.CloudTrail;

/// <summary>
/// The two calls of CloudTrail's API that a verification needs: <c>ListPublicKeys</c> and <c>DescribeTrails</c>. Safe for use by several tasks at once.
/// Source: AWS CloudTrail API Reference (JSON 1.1 protocol).
/// </summary>
public sealed class CloudTrailClient(AwsSession session, TimeProvider clock)
{
    private const int MaxPages = 1000;
    private const int MaxKeys = 10_000;
    private const int MaxAnswerBytes = 16 << 20;

    /// <summary>All public keys with which digests of a region can have been signed between two moments, and what among them is not a key.</summary>
    /// <exception cref="StoreException">CloudTrail could not answer.</exception>
    public async Task<PublicKeySet> ListPublicKeysAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var (keys, unreadable) = (new List<TrustedKey>(), new List<UnreadableKey>());
        string? next = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await SendAsync(
                    region,
                    "ListPublicKeys",
                    writer => WriteRange(writer, from, until, next),
                    cancellationToken
                )
                .ConfigureAwait(false);
            var read = Understand(answer, bytes => PublicKeyList.Read(bytes, region));
            keys.AddRange(read.Keys);
            unreadable.AddRange(read.Unreadable);
            var before = next;
            next = Understand(answer, bytes => Text(bytes, "NextToken"));
            if (string.IsNullOrEmpty(next))
                return new PublicKeySet(keys, unreadable);
            if (next == before || keys.Count + unreadable.Count > MaxKeys)
                break;
        }
        throw new StoreException("CloudTrail lists public keys without an end");
    }

    private static void WriteRange(Utf8JsonWriter writer, DateTimeOffset from, DateTimeOffset until, string? next)
    {
        writer.WriteNumber("StartTime", from.ToUnixTimeSeconds());
        writer.WriteNumber("EndTime", until.ToUnixTimeSeconds());
        if (next is not null)
            writer.WriteString("NextToken", next);
    }

    /// <summary>Where a trail delivers to, and whether it is the trail of an organization; <c>null</c> when there is no such trail.</summary>
    /// <exception cref="StoreException">CloudTrail could not answer.</exception>
    public async Task<TrailDescription?> DescribeTrailAsync(Trail trail, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
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
        return Understand(answer, bytes => TrailDescription.Find(bytes, trail));
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
            var (answer, failure, isPassing) = await TrySendAsync(url, signer, operation, body, cancellationToken)
                .ConfigureAwait(false);
            if (failure is null)
                return answer;
            if (!isPassing || attempt == session.Retry.MaxAttempts)
                throw failure;
            await Backoff.PauseAsync(session.Settings, attempt, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(ReadOnlyMemory<byte> Answer, StoreException? Failure, bool IsPassing)> TrySendAsync(
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
            var answer = await ReadAsync(stream, timeout.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK)
                return (answer, null, false);
            return (default, ToException(operation, response.StatusCode, answer, out var isPassing), isPassing);
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
            if (buffer.Length > MaxAnswerBytes)
                throw new StoreException("CloudTrail's answer is too long");
        }
        return buffer.ToArray();
    }

    private static StoreException ToException(
        string operation,
        HttpStatusCode status,
        ReadOnlyMemory<byte> answer,
        out bool isPassing
    )
    {
        var (code, message) = Error(answer);
        var said = ServiceMessage.Quote(message);
        isPassing =
            (int)status >= 500
            || status == HttpStatusCode.TooManyRequests
            || code is "ThrottlingException" or "Throttling" or "RequestLimitExceeded";
        if (ServiceMessage.IsOfClock(code, message))
            return new StoreException($"the clock of this machine is wrong ({code}){said}", "set the clock");
        return code switch
        {
            "AccessDeniedException" or "AccessDenied" => new StoreException(
                $"access denied by CloudTrail ({operation}){said}",
                ServiceMessage.PolicyHint(message)
                    ?? (
                        operation == "DescribeTrails"
                            ? "allow cloudtrail:DescribeTrails, or name the bucket with --s3-bucket"
                            : $"allow cloudtrail:{operation}, or give the keys with --keys"
                    )
            ),
            "ExpiredTokenException" or "ExpiredToken" => new StoreException(
                "the credentials have expired",
                "log in again, and run again"
            ),
            "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidSignatureException" =>
                new StoreException(
                    $"the credentials are not accepted ({code}){said}",
                    "check the profile or the access key; a region that must be enabled first does not accept them either"
                ),
            "TrailNotFoundException" => new StoreException(
                "CloudTrail knows no such trail",
                "check the ARN and the account of the credentials"
            ),
            _ => new StoreException(
                $"CloudTrail answered {(int)status} ({(code.Length > 0 ? ForeignText.Of(code) : status.ToString())}) to {operation}{said}",
                "run it again later"
            ),
        };
    }

    /// <summary>The name behind the <c>#</c> of <c>__type</c>, and the message, which has two spellings.</summary>
    private static (string Code, string? Message) Error(ReadOnlyMemory<byte> answer)
    {
        try
        {
            var type = Text(answer, "__type") ?? "";
            return (type[(type.LastIndexOf('#') + 1)..], Text(answer, "message") ?? Text(answer, "Message"));
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

    private static T Understand<T>(ReadOnlyMemory<byte> answer, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw new StoreException(
                $"CloudTrail's answer cannot be understood: {ForeignText.Of(e)}",
                "check the endpoint",
                e
            );
        }
        catch (Exception e) when (StoreBoundary.IsUnforeseen(e, CancellationToken.None))
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
