using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>
/// A proxy between ctverify and S3 that can cause failures. It passes on all other requests unchanged, so their
/// signatures stay valid. It sends requests for CloudTrail to the fake API, so one endpoint serves both.
/// </summary>
internal sealed class FaultyProxy(Uri s3, CloudTrailHost? cloudTrail = null) : LoopbackServer
{
    private readonly List<Rule> _rules = [];

    /// <summary>The delay of every request.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Makes matching requests fail, up to a number of times for each target.</summary>
    public void Break(Func<WireMessage, bool> matches, Fault fault, int times = int.MaxValue) =>
        _rules.Add(new Rule(matches, fault, times));

    /// <summary>Makes requests for one object fail.</summary>
    public void Break(string path, Fault fault, int times = int.MaxValue) =>
        Break(request => request.Method == "GET" && request.ObjectPath == path, fault, times);

    /// <summary>Returns the number of requests for an object.</summary>
    public int Gets(string path) => Requests.Count(request => request.Method == "GET" && request.ObjectPath == path);

    protected override IConnection Connect(Stream client) =>
        new Connection(
            s3,
            client,
            FaultOf,
            request => request.Header("X-Amz-Target") is null ? null : cloudTrail,
            Latency
        );

    private Fault? FaultOf(WireMessage request) => _rules.Find(rule => rule.Applies(request))?.Fault;

    private sealed record Rule(Func<WireMessage, bool> Matches, Fault Fault, int Times)
    {
        private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

        public bool Applies(WireMessage request) =>
            Matches(request)
            && _counts.AddOrUpdate($"{request.Method} {request.Target}", 1, (_, count) => count + 1) <= Times;
    }

    private sealed class Connection(
        Uri s3,
        Stream client,
        Func<WireMessage, Fault?> faultOf,
        Func<WireMessage, CloudTrailHost?> hostOf,
        TimeSpan latency
    ) : IConnection
    {
        private TcpClient? _upstream;
        private WireReader? _answers;

        public async Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken)
        {
            if (latency > TimeSpan.Zero)
                await Task.Delay(latency, cancellationToken);
            if (faultOf(request) is { } fault)
                return await fault.AnswerAsync(
                    () => ForwardAsync(request, cancellationToken),
                    client,
                    cancellationToken
                );
            var answer = hostOf(request) is { } host
                ? host.Answer(request)
                : await ForwardAsync(request, cancellationToken);
            await answer.SendAsync(client, cancellationToken);
            return true;
        }

        private async Task<WireMessage> ForwardAsync(WireMessage request, CancellationToken cancellationToken)
        {
            for (var attempt = 0; attempt < 3; attempt++)
            {
                if (_upstream is null)
                    await ConnectAsync(cancellationToken);
                await request.SendAsync(_upstream!.GetStream(), cancellationToken);
                if (await _answers!.ReadResponseAsync(request.Method, cancellationToken) is { } answer)
                    return answer;
                // The server may have closed an idle connection.
                Dispose();
            }
            throw new IOException("the S3 server closed the connection");
        }

        private async Task ConnectAsync(CancellationToken cancellationToken)
        {
            _upstream = new TcpClient { NoDelay = true };
            await _upstream.ConnectAsync(s3.Host, s3.Port, cancellationToken);
            _answers = new WireReader(_upstream.GetStream());
        }

        public void Dispose()
        {
            _upstream?.Dispose();
            _upstream = null;
        }
    }
}
