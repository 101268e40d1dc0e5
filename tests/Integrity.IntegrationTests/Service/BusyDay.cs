using System.Globalization;
using Integrity.Building;
using Integrity.Cli.Output;
using Integrity.Cli.Service;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.IntegrationTests.Support;
using Integrity.Keys;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.IntegrationTests.Service;

/// <summary>
/// Runs the build service on a directory with a steady stream of log files, some of them late. Only the clock is fake,
/// so an hour of waiting takes no time.
/// </summary>
internal sealed class BusyDay : IDisposable
{
    public const int LogFilesAnHour = 2000;

    /// <summary>Of these.</summary>
    public const int LateAnHour = 20;

    private readonly string _store;
    private readonly StringWriter _errors = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly FastClock _clock;
    private readonly CountingReader _reader;
    private readonly SigningKeyDirectory _keys;
    private readonly DateTimeOffset _end;
    private readonly byte[] _content = SampleTrail.Gzip(SampleTrail.Events(0));
    private int _hours;

    public BusyDay(string store, string keys, int hours)
    {
        _store = store;
        _end = SampleTrail.Start.AddHours(hours);
        _clock = new FastClock(SampleTrail.Start, Arrive);
        _keys = new SigningKeyDirectory(keys);
        var folder = LocalDirectoryStore.OfBuckets(store);
        _reader = new CountingReader(folder);
        var trail = Trail.Parse(SampleTrail.Arn);
        var plan = new BuildPlan(
            new BuildTarget(_reader, folder, new TrailLocation(SampleTrail.Bucket, "")),
            trail,
            _keys,
            () => KeyRingFile.Load(keys),
            _clock
        )
        {
            Grace = TimeSpan.FromMinutes(5),
            LookBack = TimeSpan.FromDays(1),
        };
        Status = new ServiceStatus(trail, plan.Grace, _clock);
        Service = new BuildService(
            new DigestBuilder(_reader, folder, _clock),
            plan,
            _reader,
            Status,
            new Terminal(TextWriter.Null, _errors, _clock)
        );
    }

    public List<Hour> Hours { get; } = [];

    public ServiceStatus Status { get; }

    public string Errors => _errors.ToString();

    private BuildService Service { get; }

    public Task RunAsync() =>
        FluentActions
            .Awaiting(() => Service.RunAsync(_stop.Token))
            .Should()
            .ThrowAsync<OperationCanceledException>("the service runs until it is stopped");

    /// <summary>Delivers the log files of each hour at its end, before the service looks for them.</summary>
    private void Arrive(DateTimeOffset now)
    {
        if (now < SampleTrail.Start.AddHours(_hours + 1))
            return;
        if (_hours > 0)
            Hours.Add(new Hour(GC.GetTotalMemory(forceFullCollection: true), _reader.Bytes));
        if (now > _end)
            _stop.Cancel();
        else
            Deliver(_hours++);
    }

    private void Deliver(int hour)
    {
        for (var i = 0; i < LogFilesAnHour; i++)
        {
            var minute = (hour * 60) + (i % 60) - (i < LateAnHour ? 120 : 0);
            SampleTrail.Put(
                _store,
                SampleTrail.LogFilePath(
                    Math.Max(0, minute),
                    string.Create(CultureInfo.InvariantCulture, $"{hour:D8}{i:D8}")
                ),
                _content
            );
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _errors.Dispose();
        _keys.Dispose();
    }

    /// <param name="LiveBytes">The memory in use after this hour.</param>
    /// <param name="BytesRead">The bytes read from the store until then.</param>
    public sealed record Hour(long LiveBytes, long BytesRead);
}
