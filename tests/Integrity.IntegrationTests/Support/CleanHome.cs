using System.Diagnostics;

namespace Integrity.IntegrationTests.Support;

/// <summary>
/// A home directory of its own, and programs that run in it with nothing in their environment but what a test says.
/// </summary>
internal sealed class CleanHome : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public CleanHome()
    {
        Directory.CreateDirectory(_folder.At(".aws"));
        this["HOME"] = _folder.At("");
        this["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        this["LANG"] = "C.UTF-8";
        this["AWS_EC2_METADATA_DISABLED"] = "true";
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
            this["DOTNET_ROOT"] = root;
    }

    /// <summary>Sets a variable.</summary>
    public string this[string name]
    {
        set => _environment[name] = value;
    }

    public string At(string name) => _folder.At(name);

    /// <summary>Writes <c>~/.aws/config</c>.</summary>
    public void Configure(string text) => Write(".aws/config", text);

    public void Write(string name, string text) => File.WriteAllText(_folder.At(name), text);

    public Task<ProgramRun> CtVerifyAsync(params string[] arguments) =>
        RunAsync(CtVerifyProgram.Command[0], [.. CtVerifyProgram.Command.Skip(1), .. arguments]);

    public Task<ProgramRun> AwsCliAsync(params string[] arguments) => RunAsync("aws", arguments);

    public async Task<ProgramRun> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.At(""),
        };
        start.Environment.Clear();
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        return await ExternalProgram.FinishAsync(process);
    }

    public void Dispose() => _folder.Dispose();
}
