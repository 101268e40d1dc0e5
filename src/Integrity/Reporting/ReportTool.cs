namespace Integrity.Reporting;

/// <summary>The program that performed the verification.</summary>
/// <param name="Name">The name.</param>
/// <param name="Version">The version.</param>
/// <param name="Command">The command line, without secrets; <c>null</c> for library use.</param>
public sealed record ReportTool(string Name, string Version, string? Command)
{
    /// <summary>This library, for a report that no other program claims.</summary>
    internal static ReportTool Library { get; } =
        new("Integrity", typeof(ReportTool).Assembly.GetName().Version!.ToString(3), Command: null);
}
