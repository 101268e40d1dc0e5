using System.CommandLine;

namespace Integrity.Cli.Options;

/// <summary>
/// <c>--timeout</c>: limits the whole run. Limits on single responses are not enough, because a slow or endless server
/// could still keep a run busy for days. <see cref="InterruptibleAction"/> enforces it.
/// </summary>
internal sealed class TimeoutOption : Option<TimeSpan?>
{
    /// <summary>Maximum of .NET timers, rounded down.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    public TimeoutOption()
        : base("--timeout")
    {
        Description = "Stop after this time, such as 10m, and summarize what was checked (default: no limit).";
        HelpName = "DURATION";
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (CommonOptions.ParseDuration(text) is { } time && time > TimeSpan.Zero && time <= Longest)
                return time;
            result.AddError($"--timeout: not a duration: {text}; use a number and a unit, such as 90s, 10m, 6h or 1d");
            return null;
        };
    }
}
