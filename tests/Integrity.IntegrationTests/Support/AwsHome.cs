using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Integrity.IntegrationTests.S3;

namespace Integrity.IntegrationTests.Support;

/// <summary>
/// A home directory and an environment in which ctverify and the AWS CLI run as processes. They inherit nothing from
/// this machine's configuration.
/// </summary>
internal sealed class AwsHome : IDisposable
{
    private readonly TemporaryFolder _directory = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public AwsHome()
    {
        Directory.CreateDirectory(At(".aws"));
        this["HOME"] = _directory.Root;
        this["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        this["LANG"] = "C.UTF-8";
        this["AWS_EC2_METADATA_DISABLED"] = "true";
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
            this["DOTNET_ROOT"] = root;
    }

    /// <summary>Sets an environment variable.</summary>
    public string this[string name]
    {
        set => _environment[name] = value;
    }

    public string At(string path) => _directory.At(path);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
        return At(path);
    }

    /// <summary>Writes <c>~/.aws/config</c>.</summary>
    public void Configure(string content) => Write(".aws/config", content);

    /// <summary>Sets the access key that the test servers accept.</summary>
    public AwsHome WithKeys()
    {
        this["AWS_ACCESS_KEY_ID"] = TestAccount.AccessKey;
        this["AWS_SECRET_ACCESS_KEY"] = TestAccount.SecretKey;
        return this;
    }

    /// <summary>Writes a token to the cache, as <c>aws sso login</c> does.</summary>
    [SuppressMessage(
        "Security",
        "CA5350:Do Not Use Weak Cryptographic Algorithms",
        Justification = "AWS names the files of its cache so"
    )]
    private void LogIn(string sessionOrUrl, string token) =>
        Write(
            $".aws/sso/cache/{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(sessionOrUrl)))}.json",
            token
        );

    /// <summary>Logs in with a valid legacy token, and to the session <c>corp</c> with an expired one.</summary>
    public void LogInTwice(string startUrl)
    {
        LogIn(
            startUrl,
            $$"""
            {"startUrl":"{{startUrl}}","region":"us-east-2",
            "accessToken":"MARKED-access-token","expiresAt":"2099-01-01T00:00:00Z"}
            """
        );
        LogIn(
            "corp",
            $$"""
            {"startUrl":"{{startUrl}}","region":"us-east-2",
            "accessToken":"MARKED-old-access-token","expiresAt":"2025-01-01T00:00:00Z",
            "clientId":"client","clientSecret":"MARKED-client-secret","registrationExpiresAt":"2099-01-01T00:00:00Z",
            "refreshToken":"MARKED-refresh-token"}
            """
        );
    }

    /// <summary>Runs ctverify.</summary>
    public Task<ProgramRun> RunAsync(params string[] arguments) =>
        RunProgramAsync(CtVerifyProgram.Command[0], [.. CtVerifyProgram.Command.Skip(1), .. arguments]);

    /// <summary>Runs the AWS CLI, preferably the system's.</summary>
    public Task<ProgramRun> RunAwsAsync(params string[] arguments) =>
        RunProgramAsync(File.Exists("/usr/bin/aws") ? "/usr/bin/aws" : "aws", arguments);

    /// <summary>Runs any program in the home directory.</summary>
    public async Task<ProgramRun> RunProgramAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _directory.Root,
        };
        start.Environment.Clear();
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        return await ExternalProgram.FinishAsync(process);
    }

    public void Dispose() => _directory.Dispose();
}
