using System.CommandLine;
using Integrity.Digests;

namespace Integrity.Cli.Options;

/// <summary>
/// The options <c>--start-time</c> and <c>--since</c>, which set the start of a range as a time or as a duration before
/// its end.
/// </summary>
/// <param name="clock">Supplies the missing parts of a date.</param>
/// <param name="description">Help text of <c>--start-time</c>.</param>
internal sealed class StartOptions(TimeProvider clock, string description)
{
    private readonly Option<DateTimeOffset?> _time = CommonOptions.Time(clock, "--start-time", description);
    private readonly Option<TimeSpan?> _since = CommonOptions.Duration(
        "--since",
        "Start this long before the end of the range: 90m, 36h, 7d or 4w. Replaces --start-time."
    );

    /// <summary>The options, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_time, _since];

    /// <summary>Returns the start of a range; <c>null</c> if none was given.</summary>
    /// <exception cref="CommandException">Both options were given, or the range would start before year 1.</exception>
    public DateTimeOffset? Of(ParseResult arguments, DateTimeOffset end)
    {
        var (time, since) = (arguments.GetValue(_time), arguments.GetValue(_since));
        if (time is not null && since is not null)
            throw CommandException.Usage("--since and --start-time cannot be combined", "remove one of them");
        if (since > end - DateTimeOffset.MinValue)
            throw CommandException.Usage(
                $"--since: the range would start before year 1, since it ends at {UtcTime.Format(end)}",
                "pass a shorter duration"
            );
        return time ?? end - since;
    }

    /// <summary>Returns the start of a required range.</summary>
    /// <exception cref="CommandException">Neither option was given.</exception>
    public DateTimeOffset Require(ParseResult arguments, DateTimeOffset end, string? hint = null) =>
        Of(arguments, end) ?? throw Missing(hint);

    /// <summary>Returns the error for a missing start.</summary>
    public static CommandException Missing(string? hint = null) =>
        CommandException.Usage(
            "option '--start-time' is required",
            hint ?? "pass a time with --start-time, or a duration before the end with --since, such as 7d"
        );
}
