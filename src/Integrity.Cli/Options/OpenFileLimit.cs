using System.Globalization;
using System.Runtime.CompilerServices;
using Integrity.Cli.Output;
using Integrity.Verification;

namespace Integrity.Cli.Options;

/// <summary>
/// How many files and connections this process may have open (<c>ulimit -n</c>). The .NET runtime raises the soft
/// limit to the hard one when it
/// starts, so only a low hard limit matters.
/// </summary>
internal static class OpenFileLimit
{
    public const string Hint = "raise the limit: ulimit -n 1024";

    /// <summary>
    /// Open files of the runtime itself: two for each assembly, unless the program was compiled into one file ahead
    /// of time.
    /// </summary>
    private static readonly int Reserve = RuntimeFeature.IsDynamicCodeSupported ? 160 : 32;

    /// <summary>Below this, the runtime cannot even load what a verification of a local copy needs.</summary>
    private static readonly int Minimum = RuntimeFeature.IsDynamicCodeSupported ? 96 : 24;

    /// <summary>Below this, the runtime cannot load what it takes to reach AWS.</summary>
    private static readonly int MinimumForNetwork = Reserve - 16;

    /// <exception cref="CommandException">The limit is too low to reach AWS.</exception>
    public static void RequireNetwork(int? limit)
    {
        if (limit < MinimumForNetwork)
            throw new CommandException(
                $"the limit of open files is {limit}, but at least {MinimumForNetwork} are needed to reach AWS",
                Hint,
                ExitCode.Incomplete
            );
    }

    /// <summary>Why nothing can run; <c>null</c> when the limit is high enough.</summary>
    public static string? Problem(int? limit) =>
        limit < Minimum
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the limit of open files is {limit}, but at least {Minimum} are needed"
            )
            : null;

    /// <summary>The limit; <c>null</c> where it is not known or there is none.</summary>
    public static int? Current()
    {
        const string Line = "Max open files";
        try
        {
            if (!OperatingSystem.IsLinux())
                return null;
            var line = File.ReadAllText("/proc/self/limits")
                .Split('\n')
                .FirstOrDefault(text => text.StartsWith(Line, StringComparison.Ordinal));
            var soft = line?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>As many connections as the limit has room for, at least one.</summary>
    public static int Fit(int connections, int? limit) =>
        limit is { } files ? Math.Clamp(files - Reserve, 1, connections) : connections;

    /// <summary>
    /// The request with as much in parallel as the limit has room for. One note says so when it is less than wanted.
    /// </summary>
    public static VerificationRequest Fit(VerificationRequest request, int? limit, Terminal terminal)
    {
        var wanted = request.Concurrency + request.ReadAhead;
        var fit = Fit(wanted, limit);
        if (fit == wanted)
            return request;
        var readAhead = Math.Min(request.ReadAhead, fit / 4);
        var lowered = request with
        {
            Concurrency = Math.Max(1, Math.Min(request.Concurrency, fit - readAhead)),
            ReadAhead = readAhead,
        };
        terminal.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the limit of open files is {limit}: checking {lowered.Concurrency} log files in parallel instead of {request.Concurrency}"
            )
        );
        terminal.Hint(Hint);
        return lowered;
    }
}
