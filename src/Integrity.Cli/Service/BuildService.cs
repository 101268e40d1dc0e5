using System.Globalization;
using Integrity.Building;
using Integrity.Cli.Output;
using Integrity.Digests;

namespace Integrity.Cli.Service;

/// <summary>
/// Builds digests in rounds until it is stopped: shortly after each hour, and again after a failure. One failing chain
/// does not block the others. All state is in the store, so the service can be killed at any time.
/// </summary>
/// <param name="builder">Builds digests.</param>
/// <param name="plan">Finds the chains to build, for each round.</param>
/// <param name="bytes">Counts the bytes read from the store.</param>
/// <param name="status">Receives the status of each chain.</param>
/// <param name="terminal">Prints errors, and one line for each chain that was built.</param>
internal sealed class BuildService(
    DigestBuilder builder,
    BuildPlan plan,
    CountingReader bytes,
    ServiceStatus status,
    Terminal terminal
)
{
    private static readonly TimeSpan FullScanInterval = TimeSpan.FromDays(1);

    /// <summary>Upper limit for one sleep, because the clock can be set and the machine can be suspended.</summary>
    private static readonly TimeSpan MaxSleep = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ChainId, DateTimeOffset> _fullScans = [];
    private int _failuresInARow;

    /// <summary>The status file, replaced after each round; <c>null</c> for none.</summary>
    public string? StatusPath { get; init; }

    /// <summary>Runs until canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _failuresInARow = await BuildAllAsync(cancellationToken) ? 0 : _failuresInARow + 1;
            WriteStatus();
            var due = RoundSchedule.Next(
                terminal.Clock.GetUtcNow(),
                plan.Grace,
                status.Chains.Select(chain => chain.LastDigestEnd).OfType<DateTimeOffset>(),
                _failuresInARow
            );
            for (
                TimeSpan left;
                (left = due - terminal.Clock.GetUtcNow()) > TimeSpan.Zero && left <= RoundSchedule.Hour + plan.Grace;

            )
                await Task.Delay(left < MaxSleep ? left : MaxSleep, terminal.Clock, cancellationToken);
        }
    }

    /// <summary>Builds all chains once; <c>false</c> if any failed.</summary>
    private async Task<bool> BuildAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isDone = true;
            foreach (var chain in await plan.FindChainsAsync(cancellationToken))
                isDone &= await BuildAsync(chain, cancellationToken);
            return isDone;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Print(CtVerify.Describe(e), null);
            return false;
        }
    }

    private async Task<bool> BuildAsync(ChainId chain, CancellationToken cancellationToken)
    {
        var round = new Round(terminal.Clock, bytes.Bytes);
        BuildRequest? request = null;
        try
        {
            var isFullScan =
                terminal.Clock.GetUtcNow() - _fullScans.GetValueOrDefault(chain, DateTimeOffset.MinValue)
                >= FullScanInterval;
            request =
                plan.RequestOf(chain) is var usual && isFullScan ? usual with { LookBack = TimeSpan.MaxValue } : usual;
            await foreach (var built in builder.BuildAsync(request, cancellationToken))
            {
                round.Add(built);
                if (isFullScan)
                    _fullScans[chain] = terminal.Clock.GetUtcNow();
            }
            Finish(chain, request, round, null);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var (message, hint) = CtVerify.Describe(e);
            Finish(chain, request, round, message);
            Print(($"{plan.NameOf(chain)}: {message}", hint), null);
            return false;
        }
    }

    private void Finish(ChainId id, BuildRequest? request, Round round, string? error)
    {
        var chain = status.Of(id);
        var newest = request is null ? null : builder.NewestOf(request, id.Region)?.End;
        if (round.Describe(bytes.Bytes) is { } done)
            Print(null, $"{plan.NameOf(id)}: {done}");
        status.Set(
            chain with
            {
                LastDigestEnd = newest ?? chain.LastDigestEnd,
                LastSuccess = error is null ? terminal.Clock.GetUtcNow() : chain.LastSuccess,
                DigestsWritten = chain.DigestsWritten + round.Digests,
                BackfillDigestsWritten = chain.BackfillDigestsWritten + round.BackfillDigests,
                LogFilesHashed = chain.LogFilesHashed + round.LogFiles + round.LateLogFiles,
                LateLogFiles = chain.LateLogFiles + round.LateLogFiles,
                BytesRead = chain.BytesRead + bytes.Bytes - round.BytesBefore,
                Failures = chain.Failures + (error is null ? 0 : 1),
                FailuresInARow = error is null ? 0 : chain.FailuresInARow + 1,
                LastError = error ?? chain.LastError,
            }
        );
    }

    private void WriteStatus()
    {
        if (StatusPath is null)
            return;
        try
        {
            OutputFile.Write(StatusPath, "--status", file => StatusJson.Write(status, file));
        }
        catch (CommandException e)
        {
            Print((e.Message, e.Hint), null);
        }
    }

    /// <summary>Prints a line. A failure to print must not stop the service from building digests.</summary>
    private void Print((string Message, string? Hint)? error, string? done)
    {
        var time = UtcTime.Format(terminal.Clock.GetUtcNow());
        try
        {
            if (done is not null)
                terminal.Output.Write(string.Create(CultureInfo.InvariantCulture, $"{time} {done}\n"));
            if (error is { } problem)
                terminal.Error($"{time} {problem.Message}", problem.Hint);
            terminal.Output.Flush();
        }
        catch (Exception e) when (e is IOException or OutputException)
        {
            // The status file and the metrics still report the state.
        }
    }
}
