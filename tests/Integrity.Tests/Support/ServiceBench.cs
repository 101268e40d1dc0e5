using Integrity.Building;
using Integrity.Cli.Output;
using Integrity.Cli.Service;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>The build service on a bucket in memory, in fast forward.</summary>
internal sealed class ServiceBench : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly CancellationTokenSource _stop = new();

    public ServiceBench()
    {
        Clock = new FastClock(BuilderBench.Start, Arrive);
        Status = new ServiceStatus(Bench.Trail, TimeSpan.FromMinutes(5), Clock);
    }

    public BuilderBench Bench { get; init; } = new();

    public FastClock Clock { get; }

    public ServiceStatus Status { get; }

    /// <summary>What happens while the service waits.</summary>
    public Action<DateTimeOffset> Meanwhile { get; set; } = _ => { };

    /// <summary>When the service is told to stop.</summary>
    public DateTimeOffset End { get; set; }

    public string? StatusPath { get; init; }

    public IObjectWriter? Writer { get; init; }

    public string Output => _output.ToString();

    public string Errors => _errors.ToString();

    public ChainStatus StatusOf(string region) => Status.Of(ChainId.Of(Bench.Trail, region));

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
        _stop.Dispose();
    }

    private void Arrive(DateTimeOffset now)
    {
        Meanwhile(now);
        if (now >= End)
            _stop.Cancel();
    }

    public async Task RunAsync(DateTimeOffset end)
    {
        End = end;
        var reader = new CountingReader(Bench.Store);
        var request = Bench.Request(end);
        var plan = new BuildPlan(
            new BuildTarget(reader, Bench.Store, new TrailLocation(TrailSimulator.Bucket, "")),
            Bench.Trail,
            request.Signers,
            () => Bench.Keys,
            Clock
        )
        {
            OrganizationId = Bench.OrganizationId,
            Grace = TimeSpan.FromMinutes(5),
            LookBack = TimeSpan.FromDays(1),
        };
        var builder = new DigestBuilder(reader, Writer ?? Bench.Store, Clock);
        var service = new BuildService(builder, plan, reader, Status, new Terminal(_output, _errors, Clock))
        {
            StatusPath = StatusPath,
        };
        await FluentActions
            .Awaiting(() => service.RunAsync(_stop.Token))
            .Should()
            .ThrowAsync<OperationCanceledException>("it runs until it is stopped");
    }
}
