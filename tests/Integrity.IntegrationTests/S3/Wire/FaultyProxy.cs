using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>
/// The network between the program and S3, in which anything can go wrong. All else is passed on unchanged: what is signed stays signed.
/// Requests to CloudTrail's API are answered by the host that stands for it, so that one endpoint serves for both.
/// </summary>
internal sealed class FaultyProxy(Uri s3, CloudTrailHost? cloudTrail = null) : LoopbackServer
{
    private readonly List<Rule> _rules = [];

    /// <summary>How much longer every request takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Lets requests fail: each target that matches so many times, then no more.</summary>
    public void Break(Func<WireMessage, bool> matches, Fault fault, int times = int.MaxValue) =>
        _rules.Add(new Rule(matches, fault, times));

    /// <summary>Lets the requests of one object fail.</summary>
    public void Break(string path, Fault fault, int times = int.MaxValue) =>
        Break(request => request.Method == "GET" && request.ObjectPath == path, fault, times);

    /// <summary>How often an object was asked for.</summary>
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
                if (await _answers!.ReadAnswerAsync(request.Method, cancellationToken) is { } answer)
                    return answer;
                // the server may have closed a connection that was idle
                Dispose();
            }
            throw new IOException("the S3 server hangs up");
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
