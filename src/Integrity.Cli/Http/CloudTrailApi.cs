using System.Text.Json;
using System.Text.RegularExpressions;
using Integrity.Keys;
using Microsoft.AspNetCore.Http;

namespace Integrity.Cli.Http;

/// <summary>
/// Implements the two calls of the CloudTrail API that <c>aws cloudtrail validate-logs</c> needs, for your own chains.
/// Does not check signatures of requests, because all data is public; only reads the region from them.
/// Source: AWS CloudTrail API Reference (JSON 1.1 protocol).
/// <code>
/// POST / HTTP/1.1
/// X-Amz-Target: com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListPublicKeys
/// Authorization: AWS4-HMAC-SHA256 Credential=ID/20250504/us-east-2/cloudtrail/aws4_request, …
///
/// {"StartTime": 1746352800, "EndTime": 1746360000}
/// </code>
/// </summary>
/// <param name="loadKeys">Loads the keys for each request, because they rotate.</param>
/// <param name="trail">The trail that <c>DescribeTrails</c> returns; <c>null</c> for none.</param>
/// <param name="clock">Supplies the default time of a request.</param>
/// <param name="note">Prints a note about keys that cannot be read.</param>
internal sealed partial class CloudTrailApi(
    Func<KeyRing> loadKeys,
    ServedTrail? trail,
    TimeProvider clock,
    Action<string> note
)
{
    private const string TargetPrefix = "CloudTrail_20131101.";
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 8 };

    public async Task AnswerAsync(HttpContext context)
    {
        var answer = await AnswerAsync(context.Request, context.RequestAborted);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task<ApiResponse> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method) || request.Path != "/")
            return ApiResponse.Error(
                "UnknownOperationException",
                "send POST / with the header X-Amz-Target",
                StatusCodes.Status404NotFound
            );
        try
        {
            using var arguments = await JsonDocument.ParseAsync(request.Body, ReadOptions, cancellationToken);
            return Answer(OperationOf(request), RegionOf(request), arguments.RootElement);
        }
        catch (JsonException)
        {
            return ApiResponse.Error("SerializationException", "the body is not JSON");
        }
        catch (KeyFileException e)
        {
            note(e.Message);
            return ApiResponse.Error(
                "InternalFailure",
                "the keys cannot be read; see the output of the server",
                StatusCodes.Status500InternalServerError
            );
        }
    }

    private ApiResponse Answer(string operation, string? region, JsonElement arguments) =>
        operation switch
        {
            _ when arguments.ValueKind != JsonValueKind.Object => ApiResponse.Error(
                "SerializationException",
                "the body is not a JSON object"
            ),
            "ListPublicKeys" => new PublicKeyQuery(arguments, clock.GetUtcNow()).Answer(loadKeys(), region),
            "DescribeTrails" => ApiResponse.Ok(ServedTrail.Describe(trail, arguments)),
            _ => ApiResponse.Error("UnknownOperationException", "only ListPublicKeys and DescribeTrails are supported"),
        };

    /// <summary>Returns the operation's name; empty for another service.</summary>
    private static string OperationOf(HttpRequest request)
    {
        var target = request.Headers["X-Amz-Target"].ToString();
        var at = target.LastIndexOf(TargetPrefix, StringComparison.Ordinal);
        return at < 0 ? "" : target[(at + TargetPrefix.Length)..];
    }

    /// <summary>
    /// Returns the region a request is signed for; <c>null</c> for an unsigned request, which gets the keys of all
    /// regions.
    /// </summary>
    private static string? RegionOf(HttpRequest request) =>
        ScopePattern().Match(request.Headers.Authorization.ToString()) is { Success: true } match
            ? match.Groups["region"].Value
            : null;

    [GeneratedRegex(
        @"Credential=[^/,\s]+/\d{8}/(?<region>[a-z0-9-]{1,32})/cloudtrail/aws4_request",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ScopePattern();
}
