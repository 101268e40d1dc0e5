using System.Diagnostics;

namespace Integrity.IntegrationTests.Support;

/// <summary>
/// Runs ctverify as a process: the file in <c>CTVERIFY_PROGRAM</c>, such as a native binary, or else this build on the
/// .NET runtime.
/// </summary>
internal static class CtVerifyProgram
{
    /// <summary>The program and its first arguments.</summary>
    public static IReadOnlyList<string> Command { get; } =
        Environment.GetEnvironmentVariable("CTVERIFY_PROGRAM") is { Length: > 0 } program
            ? [Path.GetFullPath(program, RepositoryFolder.Root)]
            : [ExternalProgram.DotNet.Name, Path.Combine(AppContext.BaseDirectory, "ctverify.dll")];

    public static bool IsNative => Command.Count == 1;

    /// <summary>The command, quoted for a shell.</summary>
    public static string ShellCommand => string.Join(' ', Command.Select(word => $"'{word}'"));

    private static ExternalProgram Program => new(Command[0], "dotnet-sdk-10.0");

    private static string[] With(string[] arguments) => [.. Command.Skip(1), .. arguments];

    public static Task<ProgramRun> RunAsync(params string[] arguments) => Program.TryRunAsync(With(arguments));

    /// <summary>Runs ctverify with environment variables set, or removed if the value is null.</summary>
    public static async Task<ProgramRun> RunAsync(
        IReadOnlyList<(string Name, string? Value)> environment,
        params string[] arguments
    )
    {
        using var process = Program.Start(With(arguments), environment);
        return await ExternalProgram.FinishAsync(process);
    }

    /// <summary>
    /// Starts ctverify with the default handling of SIGINT, as in a terminal. The test process may ignore SIGINT, which
    /// child processes inherit.
    /// </summary>
    public static Process StartInterruptible(params string[] arguments) =>
        new ExternalProgram("env", "coreutils").Start(["--default-signal=INT", .. Command, .. arguments]);

    /// <summary>
    /// Runs ctverify in a network namespace whose only interface is a disabled loopback.
    /// </summary>
    public static Task<ProgramRun> RunWithoutNetworkAsync(params string[] arguments) =>
        new ExternalProgram("unshare", "util-linux").TryRunAsync([
            "--map-root-user",
            "--net",
            .. Command,
            .. arguments,
        ]);

    /// <summary>
    /// Runs ctverify without the privilege to read all files, which root has.
    /// </summary>
    public static Task<ProgramRun> RunWithoutPrivilegesAsync(params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? new ExternalProgram("setpriv", "util-linux").TryRunAsync([
                "--bounding-set=-dac_override,-dac_read_search",
                .. Command,
                .. arguments,
            ])
            : RunAsync(arguments);

    public static Process Start(params string[] arguments) => Program.Start(With(arguments));

    /// <summary>Verifies the sample trail, by default both hours.</summary>
    public static Task<ProgramRun> ValidateAsync(
        string source,
        string keys,
        string from = SampleTrail.StartTime,
        string until = SampleTrail.EndTime
    ) =>
        RunAsync([
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            from,
            "--end-time",
            until,
            "--source",
            source,
            "--keys",
            keys,
            "--verbose",
        ]);
}
