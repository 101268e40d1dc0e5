namespace Integrity.Reporting;

/// <summary>The program that verified.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Command">The command line, without secrets; <c>null</c> when it was used as a library.</param>
public sealed record ReportTool(string Name, string Version, string? Command);
