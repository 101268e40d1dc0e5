using System.Diagnostics;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>The AWS CLI on the path: version 1, or version 2.9 (Debian 12) or later.</summary>
internal static class AwsCli
{
    private static readonly Lazy<Task<bool>> IsOfDebian12 = new(async () =>
        (await RunAsync(new ProcessStartInfo("aws", ["--version"]))).Output.StartsWith(
            "aws-cli/2.9.",
            StringComparison.Ordinal
        )
    );

    /// <summary>Whether it is the old version from Debian 12.</summary>
    public static Task<bool> IsOfDebian12Async() => IsOfDebian12.Value;

    /// <summary>Runs <c>aws cloudtrail</c> with these endpoints. Accepts any exit code.</summary>
    public static Task<CliRun> CloudTrailAsync(
        string s3Url,
        string cloudTrailUrl,
        string region,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(
            "aws",
            ["cloudtrail", "--endpoint-url", cloudTrailUrl, "--region", region, .. arguments]
        );
        // Newer versions read this variable. For older ones, sitecustomize.py in AwsCliStart sets the endpoint.
        start.Environment["AWS_ENDPOINT_URL_S3"] = s3Url;
        start.Environment["PYTHONPATH"] = RepositoryFolder.At(
            "tests",
            "Integrity.IntegrationTests",
            "S3",
            "AwsCliStart"
        );
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return RunAsync(start);
    }

    /// <summary>Runs <c>aws s3</c>, which must succeed.</summary>
    public static async Task S3Async(Uri endpoint, params string[] arguments)
    {
        var run = await RunAsync(
            new ProcessStartInfo(
                "aws",
                ["s3", "--endpoint-url", endpoint.ToString(), "--region", "us-east-1", .. arguments]
            )
        );
        run.ExitCode.Should().Be(0, "{0}", run);
    }

    private static async Task<CliRun> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Start(start);
        process.StandardInput.Close();
        var run = await ExternalProgram.FinishAsync(process);
        return new CliRun(run.ExitCode, run.Output, run.Errors);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("this test needs the AWS CLI: apt-get install awscli", e);
        }
    }
}
