using System.Diagnostics;

namespace Integrity.IntegrationTests.Support;

/// <summary>
/// The program as users run it, as a process: the file that <c>CTVERIFY_PROGRAM</c> names, such as a native binary, or
/// else this build on the .NET runtime.
/// </summary>
internal static class CtVerifyProgram
{
    /// <summary>The words that start it.</summary>
    public static IReadOnlyList<string> Command { get; } =
        Environment.GetEnvironmentVariable("CTVERIFY_PROGRAM") is { Length: > 0 } program
            ? [Path.GetFullPath(program, RepositoryFolder.Root)]
            : [ExternalProgram.DotNet.Name, Path.Combine(AppContext.BaseDirectory, "ctverify.dll")];

    public static bool IsNative => Command.Count == 1;

    /// <summary>The same, quoted for a shell.</summary>
    public static string ShellCommand => string.Join(' ', Command.Select(word => $"'{word}'"));

    private static ExternalProgram Program => new(Command[0], "dotnet-sdk-10.0");

    private static string[] With(string[] arguments) => [.. Command.Skip(1), .. arguments];

    public static Task<ProgramRun> RunAsync(params string[] arguments) => Program.TryRunAsync(With(arguments));

    /// <summary>Runs it with environment variables set, or removed if the value is null.</summary>
    public static async Task<ProgramRun> RunAsync(
        IReadOnlyList<(string Name, string? Value)> environment,
        params string[] arguments
    )
    {
        using var process = Program.Start(With(arguments), environment);
        return await ExternalProgram.FinishAsync(process);
    }

    /// <summary>
    /// Starts it as a terminal would. What runs the tests may ignore SIGINT, as shells do for background jobs; that is
    /// inherited, so it is undone here.
    /// </summary>
    public static Process StartInterruptible(params string[] arguments) =>
        new ExternalProgram("env", "coreutils").Start(["--default-signal=INT", .. Command, .. arguments]);

    /// <summary>
    /// Runs it in a network namespace of its own, in which there is no interface but a loopback that is down.
    /// </summary>
    public static Task<ProgramRun> RunWithoutNetworkAsync(params string[] arguments) =>
        new ExternalProgram("unshare", "util-linux").TryRunAsync([
            "--map-root-user",
            "--net",
            .. Command,
            .. arguments,
        ]);

    /// <summary>
    /// Runs it as a user to whom files can be denied: nothing is denied to root, unless it gives up the right to pass.
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

    /// <summary>Verifies the sample trail, by default over both of its hours.</summary>
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
