using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Integrity.IntegrationTests.Support;

/// <summary>The outcome of a program, with its output in bytes, because tests compare bytes.</summary>
internal sealed record ProgramRun(int ExitCode, byte[] OutputBytes, byte[] ErrorBytes)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public string Errors => Encoding.UTF8.GetString(ErrorBytes);

    public override string ToString() => $"exit code {ExitCode}\nstdout:\n{Output}\nstderr:\n{Errors}";
}

/// <summary>An installed program. If it is missing, the test fails and names the package to install.</summary>
internal sealed record ExternalProgram(string Name, string Package)
{
    public static readonly ExternalProgram OpenSsl = new("openssl", "openssl");
    public static readonly ExternalProgram Gzip = new("gzip", "gzip");
    public static readonly ExternalProgram Python = new("python3", "python3");

    /// <summary>
    /// The system's Python, which has Debian's packages, even if another one is first on the path.
    /// </summary>
    public static readonly ExternalProgram JsonSchema = new("/usr/bin/python3", "python3-jsonschema");

    public static readonly ExternalProgram CmarkGfm = new("cmark-gfm", "cmark-gfm");
    public static readonly ExternalProgram Gcc = new("gcc", "gcc libc6-dev libdeflate-dev libssl-dev");

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    /// <summary>The .NET host that runs these tests, or the one on the path.</summary>
    public static ExternalProgram DotNet { get; } =
        new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
            "dotnet-sdk-10.0"
        );

    /// <summary>Runs the program to its end. Accepts any exit code.</summary>
    public async Task<ProgramRun> TryRunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await FinishAsync(process);
    }

    /// <summary>Runs the program to its end, which must succeed.</summary>
    public async Task<ProgramRun> RunAsync(params string[] arguments)
    {
        var run = await TryRunAsync(arguments);
        return run.ExitCode == 0
            ? run
            : throw new InvalidOperationException($"{Name} {string.Join(' ', arguments)}: {run}");
    }

    public Process Start(params string[] arguments) => Start(arguments, []);

    /// <summary>Starts the program with environment variables set, or removed if the value is null.</summary>
    public Process Start(string[] arguments, IReadOnlyList<(string Name, string? Value)> environment)
    {
        var start = new ProcessStartInfo(Name, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException(
                $"this test needs {Name}; install it with: apt-get install {Package}",
                e
            );
        }
    }

    public static async Task<ProgramRun> FinishAsync(Process process)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        using var timeLimit = new CancellationTokenSource(TimeLimit);
        try
        {
            await Task.WhenAll(
                process.StandardOutput.BaseStream.CopyToAsync(output, timeLimit.Token),
                process.StandardError.BaseStream.CopyToAsync(errors, timeLimit.Token),
                process.WaitForExitAsync(timeLimit.Token)
            );
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} "
                    + $"did not end within {TimeLimit}",
                e
            );
        }
        return new ProgramRun(process.ExitCode, output.ToArray(), errors.ToArray());
    }
}
