using Integrity.Aws;

namespace Integrity.IntegrationTests.S3;

/// <summary>Settings for a hostile test server, with short time-outs.</summary>
internal static class HostileServer
{
    public static AwsSettings Settings(string url) =>
        new()
        {
            EndpointUrl = url,
            Region = "us-east-2",
            MaxAttempts = 2,
            FirstDelay = TimeSpan.FromMilliseconds(1),
            MaxDelay = TimeSpan.FromMilliseconds(5),
            Timeout = TimeSpan.FromSeconds(20),
        };
}
