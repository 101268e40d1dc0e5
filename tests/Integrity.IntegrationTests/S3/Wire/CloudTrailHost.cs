using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>
/// Stands for CloudTrail's API: answers <c>ListPublicKeys</c>, in pages, and <c>DescribeTrails</c>. It insists on the JSON 1.1 protocol and on signed requests as AWS does.
/// </summary>
internal sealed class CloudTrailHost(JsonArray trails, IReadOnlyDictionary<string, JsonArray> keysByRegion) : LoopbackServer
{
    private const string Protocol = "application/x-amz-json-1.1";
    private const string TargetPrefix = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.";

    private readonly ConcurrentQueue<(string Operation, string Region, JsonNode Arguments)> _calls = new();
    private readonly ConcurrentDictionary<string, (WireMessage Answer, int Times)> _faults = new(StringComparer.Ordinal);

    /// <summary>How many keys an answer holds.</summary>
    public int PageSize { get; init; } = 1;

    /// <summary>What was asked, in which region.</summary>
    public IReadOnlyCollection<(string Operation, string Region, JsonNode Arguments)> Calls => _calls;

    /// <summary>The API of a vector.</summary>
    public static CloudTrailHost Of(Vector vector) =>
        new(vector.Trails, new Dictionary<string, JsonArray>(StringComparer.Ordinal) { [vector.Region] = vector.PublicKeys });

    /// <summary>Lets an operation fail so many times.</summary>
    public void Break(string operation, int status, string body, int times = int.MaxValue) => _faults[operation] = (WireMessage.Answer(status, Protocol, body), times);

    /// <summary>The error that CloudTrail answers, in its JSON.</summary>
    public void Refuse(string operation, int status, string code, int times = int.MaxValue) =>
        Break(operation, status, $$"""{"__type":"com.amazonaws.cloudtrail.v20131101#{{code}}","Message":"told so"}""", times);

    public WireMessage Answer(WireMessage request)
    {
        try
        {
            return AnswerCall(request);
        }
        catch (InvalidOperationException e)
        {
            return WireMessage.Answer(400, Protocol, new JsonObject { ["__type"] = "InvalidSignatureException", ["Message"] = e.Message }.ToJsonString());
        }
    }

    private WireMessage AnswerCall(WireMessage request)
    {
        var target = request.Header("X-Amz-Target") ?? "";
        if (request.Method != "POST" || request.Target != "/" || request.Header("Content-Type") != Protocol || !target.StartsWith(TargetPrefix, StringComparison.Ordinal))
            throw new InvalidOperationException("this is not the JSON 1.1 protocol");
        var (service, region) = SignatureCheck.Scope(request, TestAccount.AccessKey, TestAccount.SecretKey);
        if (service != "cloudtrail") throw new InvalidOperationException($"signed for {service}");
        var operation = target[TargetPrefix.Length..];
        var arguments = JsonNode.Parse(request.Body)!;
        _calls.Enqueue((operation, region, arguments));
        if (TakeFault(operation) is { } fault) return fault;
        return WireMessage.Answer(200, Protocol, (operation == "ListPublicKeys" ? ListPublicKeys(region, arguments) : DescribeTrails(arguments)).ToJsonString());
    }

    private WireMessage? TakeFault(string operation)
    {
        if (!_faults.TryGetValue(operation, out var fault) || fault.Times == 0) return null;
        _faults[operation] = fault with { Times = fault.Times - 1 };
        return fault.Answer;
    }

    private JsonObject ListPublicKeys(string region, JsonNode arguments)
    {
        if (arguments["StartTime"]!.GetValue<double>() > arguments["EndTime"]!.GetValue<double>()) throw new InvalidOperationException("the range ends before it starts");
        var keys = keysByRegion.TryGetValue(region, out var known) ? known : [];
        var from = int.Parse(arguments["NextToken"]?.GetValue<string>() ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var answer = new JsonObject { ["PublicKeyList"] = new JsonArray([.. keys.Skip(from).Take(PageSize).Select(key => key!.DeepClone())]) };
        if (from + PageSize < keys.Count) answer["NextToken"] = $"{from + PageSize}";
        return answer;
    }

    private JsonObject DescribeTrails(JsonNode arguments)
    {
        // without names, all trails are meant
        var wanted = arguments["trailNameList"]?.AsArray().Select(name => name!.GetValue<string>()).ToList();
        var found = trails.Where(trail => wanted?.Contains(trail!["TrailARN"]!.GetValue<string>(), StringComparer.Ordinal) != false);
        return new JsonObject { ["trailList"] = new JsonArray([.. found.Select(trail => trail!.DeepClone())]) };
    }

    protected override IConnection Connect(Stream client) => new Connection(this, client);

    private sealed class Connection(CloudTrailHost host, Stream client) : IConnection
    {
        public async Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken)
        {
            await host.Answer(request).SendAsync(client, cancellationToken);
            return true;
        }

        public void Dispose()
        {
            // it holds nothing
        }
    }
}
