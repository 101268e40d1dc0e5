using System.Globalization;
using System.Runtime.CompilerServices;
using Integrity.Cli.Output;
using Integrity.Verification;

namespace Integrity.Cli.Options;

/// <summary>
/// The maximum number of files and connections this process may have open (<c>ulimit -n</c>). The .NET runtime
/// raises the soft limit to the hard limit at start, so only a low hard limit matters.
/// </summary>
internal static class OpenFileLimit
{
    public const string Hint = "raise the limit: ulimit -n 1024";

    /// <summary>
    /// Files the runtime itself keeps open: two for each assembly, unless the program was compiled ahead of time into
    /// one file.
    /// </summary>
    private static readonly int Reserve = RuntimeFeature.IsDynamicCodeSupported ? 160 : 32;

    /// <summary>Minimum for the runtime to load what a local verification needs.</summary>
    private static readonly int Minimum = RuntimeFeature.IsDynamicCodeSupported ? 96 : 24;

    /// <summary>Minimum for the runtime to load what access to AWS needs.</summary>
    private static readonly int MinimumForNetwork = Reserve - 16;

    /// <exception cref="CommandException">The limit is too low to reach AWS.</exception>
    public static void RequireNetwork(int? limit)
    {
        if (limit < MinimumForNetwork)
            throw new CommandException(
                $"the limit of open files is {limit}, but access to AWS needs at least {MinimumForNetwork}",
                Hint,
                ExitCode.Incomplete
            );
    }

    /// <summary>Returns why the program cannot run, or <c>null</c> if the limit is high enough.</summary>
    public static string? Problem(int? limit) =>
        limit < Minimum
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the limit of open files is {limit}, but ctverify needs at least {Minimum}"
            )
            : null;

    /// <summary>Returns the limit; <c>null</c> if it is unknown or there is none.</summary>
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

    /// <summary>Returns the number of connections that fit into the limit, at least one.</summary>
    public static int Fit(int connections, int? limit) =>
        limit is { } files ? Math.Clamp(files - Reserve, 1, connections) : connections;

    /// <summary>
    /// Lowers the parallelism of a request to what fits into the limit, and prints a note if that changes it.
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
                $"the limit of open files is {limit}: checking {lowered.Concurrency} log files in parallel "
                    + $"instead of {request.Concurrency}"
            )
        );
        terminal.Hint(Hint);
        return lowered;
    }
}
