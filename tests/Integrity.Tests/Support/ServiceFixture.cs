using Integrity.Building;
using Integrity.Cli.Output;
using Integrity.Cli.Service;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>Runs the build service on an in-memory bucket in fast-forward.</summary>
internal sealed class ServiceFixture : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly CancellationTokenSource _stop = new();

    public ServiceFixture()
    {
        Clock = new FastClock(BuilderFixture.Start, Arrive);
        Status = new ServiceStatus(Builder.Trail, TimeSpan.FromMinutes(5), Clock);
    }

    public BuilderFixture Builder { get; init; } = new();

    public FastClock Clock { get; }

    public ServiceStatus Status { get; }

    /// <summary>Called while the service waits.</summary>
    public Action<DateTimeOffset> Meanwhile { get; set; } = _ => { };

    /// <summary>The time at which the service is stopped.</summary>
    public DateTimeOffset End { get; set; }

    public string? StatusPath { get; init; }

    public IObjectWriter? Writer { get; init; }

    public string Output => _output.ToString();

    public string Errors => _errors.ToString();

    public ChainStatus StatusOf(string region) => Status.Of(ChainId.Of(Builder.Trail, region));

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
        var reader = new CountingReader(Builder.Store);
        var request = Builder.Request(end);
        var plan = new BuildPlan(
            new BuildTarget(reader, Builder.Store, new TrailLocation(TrailSimulator.Bucket, "")),
            Builder.Trail,
            request.Signers,
            () => Builder.Keys,
            Clock
        )
        {
            OrganizationId = Builder.OrganizationId,
            Grace = TimeSpan.FromMinutes(5),
            LookBack = TimeSpan.FromDays(1),
        };
        var builder = new DigestBuilder(reader, Writer ?? Builder.Store, Clock);
        var service = new BuildService(builder, plan, reader, Status, new Terminal(_output, _errors, Clock))
        {
            StatusPath = StatusPath,
        };
        await FluentActions
            .Awaiting(() => service.RunAsync(_stop.Token))
            .Should()
            .ThrowAsync<OperationCanceledException>("the service runs until it is stopped");
    }
}
