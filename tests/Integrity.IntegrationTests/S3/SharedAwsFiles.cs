using System.Runtime.CompilerServices;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// The AWS config and credentials files of this process. The SDK reads their paths once, at its first use, so they are
/// set before any test runs.
/// </summary>
internal static class SharedAwsFiles
{
    public static DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("integrity-aws-");

    public static string ConfigFile { get; } = Path.Combine(Folder.FullName, "config");

    public static string CredentialsFile { get; } = Path.Combine(Folder.FullName, "credentials");

    [ModuleInitializer]
    internal static void Use()
    {
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", ConfigFile);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", CredentialsFile);
    }
}
