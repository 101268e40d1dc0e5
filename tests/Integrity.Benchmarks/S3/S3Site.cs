using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Benchmarks.Support;
using Integrity.Digests;
using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.Benchmarks.S3;

/// <summary>
/// The sample in a real S3 server, and a host that implements CloudTrail's API, both from the integration tests.
/// </summary>
internal sealed class S3Site : IAsyncDisposable
{
    private readonly RadosGateway _server;
    private readonly CloudTrailHost _cloudTrail;

    private S3Site(RadosGateway server, CloudTrailHost cloudTrail) => (_server, _cloudTrail) = (server, cloudTrail);

    public Uri S3 => _server.Endpoint;

    public static async Task<S3Site> StartAsync(SampleTrail sample)
    {
        CleanEnvironment();
        var keys = JsonNode.Parse(await File.ReadAllBytesAsync(sample.Keys))!["PublicKeyList"]!.AsArray();
        var trail = new JsonObject
        {
            ["Name"] = SampleTrail.Trail.Name,
            ["S3BucketName"] = SampleTrail.Bucket,
            ["HomeRegion"] = SampleTrail.Region,
            ["TrailARN"] = SampleTrail.Trail.Arn,
            ["IsOrganizationTrail"] = false,
        };
        var cloudTrail = new CloudTrailHost(
            new JsonArray(trail),
            new Dictionary<string, JsonArray>(StringComparer.Ordinal) { [SampleTrail.Region] = keys }
        );
        var site = new S3Site(await RadosGateway.StartAsync(TestAccount.AccessKey, TestAccount.SecretKey), cloudTrail);
        await site.FillAsync(sample);
        return site;
    }

    /// <summary>Removes AWS settings of the machine, so that the benchmark only reaches its own servers.</summary>
    private static void CleanEnvironment()
    {
        foreach (
            var name in Environment
                .GetEnvironmentVariables()
                .Keys.Cast<string>()
                .Where(name => name.StartsWith("AWS_", StringComparison.Ordinal))
        )
            Environment.SetEnvironmentVariable(name, null);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", TestAccount.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", TestAccount.SecretKey);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Workspace.Artifact("no-config"));
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Workspace.Artifact("no-credentials"));
    }

    /// <summary>Returns the variables with which a child process finds the two servers.</summary>
    public Dictionary<string, string> EnvironmentOf(string s3) =>
        new(StringComparer.Ordinal) { ["AWS_ENDPOINT_URL_S3"] = s3, ["AWS_ENDPOINT_URL_CLOUDTRAIL"] = _cloudTrail.Url };

    public AwsSession Session(int connections) =>
        new(
            new AwsSettings
            {
                EndpointUrl = S3.ToString(),
                Region = SampleTrail.Region,
                MaxConnections = connections,
            }
        );

    /// <summary>Returns the SDK's client with default settings.</summary>
    public AmazonS3Client Client(int connections) =>
        new(
            new BasicAWSCredentials(TestAccount.AccessKey, TestAccount.SecretKey),
            new AmazonS3Config
            {
                ServiceURL = S3.ToString(),
                ForcePathStyle = true,
                UseHttp = true,
                AuthenticationRegion = SampleTrail.Region,
                MaxConnectionsPerServer = connections,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            }
        );

    private async Task FillAsync(SampleTrail sample)
    {
        using (var client = Client(1))
            await client.PutBucketAsync(SampleTrail.Bucket);
        using var session = Session(16);
        var store = new S3Store(session, TimeProvider.System);
        var root = Path.Combine(sample.Store, SampleTrail.Bucket);
        var paths = Directory
            .EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".meta.json", StringComparison.Ordinal));
        await Parallel.ForEachAsync(
            paths,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (path, stop) =>
            {
                var metadata = File.Exists(path + ".meta.json")
                    ? JsonSerializer.Deserialize<Dictionary<string, string>>(
                        await File.ReadAllBytesAsync(path + ".meta.json", stop)
                    )!
                    : [];
                var location = new ObjectLocation(SampleTrail.Bucket, Path.GetRelativePath(root, path));
                await store.WriteOnceAsync(location, await File.ReadAllBytesAsync(path, stop), metadata, stop);
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _cloudTrail.DisposeAsync();
        _server.Dispose();
    }
}
