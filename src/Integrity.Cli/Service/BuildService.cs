using System.Globalization;
using Integrity.Building;
using Integrity.Cli.Output;
using Integrity.Digests;

namespace Integrity.Cli.Service;

/// <summary>
/// Builds round after round, until it is told to stop: shortly after each hour, and again after a failure. One chain that fails keeps no other from being built.
/// It keeps no state that matters: killed at any moment, it goes on from what lies in the store.
/// </summary>
/// <param name="builder">Builds.</param>
/// <param name="plan">What to build, asked anew for each round: accounts, regions and keys can be added while it runs.</param>
/// <param name="bytes">Counts what is read from the store.</param>
/// <param name="status">Is kept up to date.</param>
/// <param name="terminal">Takes a line for what was done, and errors.</param>
internal sealed class BuildService(
    DigestBuilder builder,
    BuildPlan plan,
    CountingReader bytes,
    ServiceStatus status,
    Terminal terminal
)
{
    private static readonly TimeSpan FullLookInterval = TimeSpan.FromDays(1);

    /// <summary>The clock of the machine can be set, or stand still in its sleep: so no pause is trusted to be as long as it should.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ChainId, DateTimeOffset> _fullLooks = [];
    private int _failuresInARow;

    /// <summary>Where the status goes after each round; <c>null</c> for nowhere.</summary>
    public string? StatusPath { get; init; }

    /// <summary>Runs until it is cancelled.</summary>
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
                await Task.Delay(left < LongestSleep ? left : LongestSleep, terminal.Clock, cancellationToken);
        }
    }

    /// <summary>One round over all chains; <c>false</c> when anything failed.</summary>
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
            Tell(CtVerify.Describe(e), null);
            return false;
        }
    }

    private async Task<bool> BuildAsync(ChainId chain, CancellationToken cancellationToken)
    {
        var round = new Round(terminal.Clock, bytes.Bytes);
        BuildRequest? request = null;
        try
        {
            var isFullLook =
                terminal.Clock.GetUtcNow() - _fullLooks.GetValueOrDefault(chain, DateTimeOffset.MinValue)
                >= FullLookInterval;
            request =
                plan.RequestOf(chain) is var usual && isFullLook ? usual with { LookBack = TimeSpan.MaxValue } : usual;
            await foreach (var built in builder.BuildAsync(request, cancellationToken))
            {
                round.Add(built);
                if (isFullLook)
                    _fullLooks[chain] = terminal.Clock.GetUtcNow();
            }
            Finish(chain, request, round, null);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var (message, hint) = CtVerify.Describe(e);
            Finish(chain, request, round, message);
            Tell(($"{plan.NameOf(chain)}: {message}", hint), null);
            return false;
        }
    }

    private void Finish(ChainId id, BuildRequest? request, Round round, string? error)
    {
        var chain = status.Of(id);
        var newest = request is null ? null : builder.NewestOf(request, id.Region)?.End;
        if (round.Describe(bytes.Bytes) is { } done)
            Tell(null, $"{plan.NameOf(id)}: {done}");
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
            WholeFile.Write(StatusPath, "--status", file => StatusJson.Write(status, file));
        }
        catch (CommandException e)
        {
            Tell((e.Message, e.Hint), null);
        }
    }

    /// <summary>A log that cannot be written must not keep digests from being built.</summary>
    private void Tell((string Message, string? Hint)? error, string? done)
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
            // the status file and the metrics tell all the same
        }
    }
}
