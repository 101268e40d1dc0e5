using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Network;

/// <summary>
/// The home directory and the environment of a user of AWS, in which ctverify and the AWS CLI run as processes. Nothing
/// of this machine's own configuration reaches them.
/// </summary>
internal sealed class AwsHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integrity-aws-home-");
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public AwsHome()
    {
        Directory.CreateDirectory(At(".aws"));
        this["HOME"] = _folder.FullName;
        this["AWS_EC2_METADATA_DISABLED"] = "true";
    }

    /// <summary>Environment variables.</summary>
    public string this[string name]
    {
        set => _environment[name] = value;
    }

    public string At(string path) => Path.Combine(_folder.FullName, path);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
        return At(path);
    }

    public void Config(string content) => Write(".aws/config", content);

    /// <summary>Sets the access key that the servers of these tests accept.</summary>
    public AwsHome WithKeys()
    {
        this["AWS_ACCESS_KEY_ID"] = TestAccount.AccessKey;
        this["AWS_SECRET_ACCESS_KEY"] = TestAccount.SecretKey;
        return this;
    }

    /// <summary>Leaves the token of <c>aws sso login</c> behind.</summary>
    [SuppressMessage(
        "Security",
        "CA5350:Do Not Use Weak Cryptographic Algorithms",
        Justification = "AWS names the files of its cache so"
    )]
    public void LogIn(string sessionOrUrl, string token) =>
        Write(
            $".aws/sso/cache/{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(sessionOrUrl)))}.json",
            token
        );

    /// <summary>Runs ctverify.</summary>
    public Task<ProgramRun> RunAsync(params string[] arguments) =>
        RunAsync(CtVerifyProgram.Command[0], [.. CtVerifyProgram.Command.Skip(1), .. arguments]);

    /// <summary>Runs the AWS CLI, by preference that of the system.</summary>
    public Task<ProgramRun> RunAwsAsync(params string[] arguments) =>
        RunAsync(File.Exists("/usr/bin/aws") ? "/usr/bin/aws" : "aws", arguments);

    private async Task<ProgramRun> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        return await ExternalProgram.FinishAsync(process);
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)
        || name is "REQUESTS_CA_BUNDLE" or "PYTHONPATH" or "SSL_CERT_FILE";

    public void Dispose() => _folder.Delete(recursive: true);
}
