using System.Runtime.CompilerServices;
using Integrity.IntegrationTests.S3;

namespace Integrity.IntegrationTests.Support;

/// <summary>
/// The AWS settings of the test process and its child processes: the access key of the test servers, and no config
/// files. They are set before any test and never change, so tests can run in parallel.
/// </summary>
internal static class TestEnvironment
{
    [ModuleInitializer]
    internal static void Prepare()
    {
        var variables = Environment.GetEnvironmentVariables().Keys.Cast<string>();
        foreach (var name in variables.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)))
            Environment.SetEnvironmentVariable(name, null);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", TestAccount.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", TestAccount.SecretKey);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", "/nonexistent/config");
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");
    }
}
