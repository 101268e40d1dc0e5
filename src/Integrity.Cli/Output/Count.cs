using System.Globalization;

namespace Integrity.Cli.Output;

/// <summary>Formats a number with a noun.</summary>
internal static class Count
{
    /// <summary>Returns for example <c>1 log file</c> or <c>4,567 log files</c>.</summary>
    public static string Of(long number, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {one}{(number == 1 ? "" : "s")}");
}
