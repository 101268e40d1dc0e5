using System.Diagnostics;

namespace Integrity.IntegrationTests.Support;

/// <summary>The program as users run it: a process of its own.</summary>
internal static class CtVerifyProgram
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "ctverify.dll");

    public static Task<ProgramRun> RunAsync(params string[] arguments) =>
        ExternalProgram.DotNet.TryRunAsync([Assembly, .. arguments]);

    /// <summary>
    /// Starts it as a terminal would. What runs the tests may ignore SIGINT, as shells do for background jobs; that is
    /// inherited, so it is undone here.
    /// </summary>
    public static Process StartInterruptible(params string[] arguments) =>
        new ExternalProgram("env", "coreutils").Start([
            "--default-signal=INT",
            ExternalProgram.DotNet.Name,
            Assembly,
            .. arguments,
        ]);

    /// <summary>
    /// Runs it in a network namespace of its own, in which there is no interface but a loopback that is down.
    /// </summary>
    public static Task<ProgramRun> RunWithoutNetworkAsync(params string[] arguments) =>
        new ExternalProgram("unshare", "util-linux").TryRunAsync([
            "--map-root-user",
            "--net",
            ExternalProgram.DotNet.Name,
            Assembly,
            .. arguments,
        ]);

    /// <summary>
    /// Runs it as a user to whom files can be denied: nothing is denied to root, unless it gives up the right to pass.
    /// </summary>
    public static Task<ProgramRun> RunWithoutPrivilegesAsync(params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? new ExternalProgram("setpriv", "util-linux").TryRunAsync([
                "--bounding-set=-dac_override,-dac_read_search",
                ExternalProgram.DotNet.Name,
                Assembly,
                .. arguments,
            ])
            : RunAsync(arguments);

    public static Process Start(params string[] arguments) => ExternalProgram.DotNet.Start([Assembly, .. arguments]);

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
