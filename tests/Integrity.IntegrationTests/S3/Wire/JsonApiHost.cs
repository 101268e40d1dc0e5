using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>A fake AWS API that requires the JSON 1.1 protocol and signed requests, as AWS does.</summary>
/// <param name="service">The service for which requests must be signed.</param>
/// <param name="targetPrefix">The prefix of operation names.</param>
/// <param name="errorPrefix">The prefix of error names.</param>
internal abstract class JsonApiHost(string service, string targetPrefix, string errorPrefix) : LoopbackServer
{
    private const string Protocol = "application/x-amz-json-1.1";

    private readonly ConcurrentQueue<(string Operation, string Region, JsonNode Arguments)> _calls = new();
    private readonly ConcurrentDictionary<string, (WireMessage Answer, int Times)> _faults = new(
        StringComparer.Ordinal
    );

    /// <summary>The received calls.</summary>
    public IReadOnlyCollection<(string Operation, string Region, JsonNode Arguments)> Calls => _calls;

    public void ForgetCalls() => _calls.Clear();

    /// <summary>Makes an operation fail a number of times.</summary>
    public void Break(string operation, int status, string body, int times = int.MaxValue) =>
        _faults[operation] = (WireMessage.Answer(status, Protocol, body), times);

    /// <summary>Makes an operation fail with an error in the JSON of the service.</summary>
    public void Refuse(string operation, int status, string code, int times = int.MaxValue) =>
        Break(operation, status, $$"""{"__type":"{{errorPrefix}}{{code}}","Message":"test message"}""", times);

    public WireMessage Answer(WireMessage request)
    {
        try
        {
            return AnswerCall(request);
        }
        catch (InvalidOperationException e)
        {
            return WireMessage.Answer(
                400,
                Protocol,
                new JsonObject { ["__type"] = "InvalidSignatureException", ["Message"] = e.Message }.ToJsonString()
            );
        }
    }

    /// <summary>Returns the response to a well-formed call.</summary>
    protected abstract JsonObject Answer(string operation, string region, JsonNode arguments);

    private WireMessage AnswerCall(WireMessage request)
    {
        var target = request.Header("X-Amz-Target") ?? "";
        if (
            request.Method != "POST"
            || request.Target != "/"
            || request.Header("Content-Type") != Protocol
            || !target.StartsWith(targetPrefix, StringComparison.Ordinal)
        )
            throw new InvalidOperationException("this is not the JSON 1.1 protocol");
        var (signedFor, region) = SignatureCheck.Scope(request, TestAccount.AccessKey, TestAccount.SecretKey);
        if (signedFor != service)
            throw new InvalidOperationException($"signed for {signedFor}");
        var operation = target[targetPrefix.Length..];
        var arguments = JsonNode.Parse(request.Body)!;
        _calls.Enqueue((operation, region, arguments));
        return TakeFault(operation)
            ?? WireMessage.Answer(200, Protocol, Answer(operation, region, arguments).ToJsonString());
    }

    private WireMessage? TakeFault(string operation)
    {
        if (!_faults.TryGetValue(operation, out var fault) || fault.Times == 0)
            return null;
        _faults[operation] = fault with { Times = fault.Times - 1 };
        return fault.Answer;
    }

    protected override IConnection Connect(Stream client) => new Connection(this, client);

    private sealed class Connection(JsonApiHost host, Stream client) : IConnection
    {
        public async Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken)
        {
            await host.Answer(request).SendAsync(client, cancellationToken);
            return true;
        }

        public void Dispose()
        {
            // Nothing to dispose.
        }
    }
}
