using System.Globalization;

namespace Integrity.Cli.Output;

/// <summary>How many of something there are, in words.</summary>
internal static class Count
{
    /// <summary>E.g. <c>1 log file</c>, <c>4,567 log files</c>.</summary>
    public static string Of(long number, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {one}{(number == 1 ? "" : "s")}");
}
