using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// One S3 server for all tests of this collection, which run one after the other since they share its buckets and the
/// environment of the process.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class S3Tests : ICollectionFixture<S3Fixture>
{
    public const string Name = "S3";
}

/// <summary>
/// The S3 server, an environment in which only it can be reached, and a client of its own to fill buckets, apart from
/// what is tested.
/// </summary>
public sealed class S3Fixture : IAsyncLifetime
{
    private readonly DirectoryInfo _home = SharedAwsFiles.Folder;
    private RadosGateway? _server;
    private AmazonS3Client? _client;

    internal Uri Endpoint => _server!.Endpoint;

    internal AmazonS3Client Client => _client!;

    /// <summary>A folder that is gone after the tests.</summary>
    internal string Home => _home.FullName;

    /// <summary>The AWS config file of this process.</summary>
    internal string ConfigFile => Path.Combine(Home, "config");

    public async ValueTask InitializeAsync()
    {
        CleanEnvironment();
        _server = await RadosGateway.StartAsync(TestAccount.AccessKey, TestAccount.SecretKey);
        var config = new AmazonS3Config
        {
            ServiceURL = Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        };
        _client = new AmazonS3Client(new BasicAWSCredentials(TestAccount.AccessKey, TestAccount.SecretKey), config);
    }

    /// <summary>Whatever the machine is set up for, these tests reach their own servers only.</summary>
    private void CleanEnvironment()
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
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", ConfigFile);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", SharedAwsFiles.CredentialsFile);
        File.WriteAllText(ConfigFile, "[default]\n");
    }

    /// <summary>
    /// Makes buckets hold what a folder holds, in <c>FOLDER/BUCKET/KEY</c>, with the metadata in its sidecars, and
    /// nothing else.
    /// </summary>
    internal async Task FillAsync(string folder)
    {
        foreach (var bucketFolder in Directory.EnumerateDirectories(folder))
        {
            var bucket = Path.GetFileName(bucketFolder);
            await EmptyAsync(bucket);
            var paths = Directory
                .EnumerateFiles(bucketFolder, "*", SearchOption.AllDirectories)
                .Where(path => !path.EndsWith(".meta.json", StringComparison.Ordinal));
            await Parallel.ForEachAsync(
                paths,
                async (path, stop) =>
                    await PutAsync(
                        bucket,
                        Path.GetRelativePath(bucketFolder, path),
                        await File.ReadAllBytesAsync(path, stop),
                        MetadataOf(path)
                    )
            );
        }
    }

    private static Dictionary<string, string> MetadataOf(string path) =>
        File.Exists(path + ".meta.json")
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path + ".meta.json"))!
            : [];

    /// <summary>Makes a bucket, if it is not there, and deletes all that it holds.</summary>
    internal async Task EmptyAsync(string bucket)
    {
        // the SDK would send the region of the last session as the location of the bucket, which this server refuses
        await Client.PutBucketAsync(new PutBucketRequest { BucketName = bucket, UseClientRegion = false });
        while (true)
        {
            var page = await Client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = bucket, Encoding = EncodingType.Url }
            );
            if (page.S3Objects is not { Count: > 0 } objects)
                return;
            await Parallel.ForEachAsync(
                objects,
                async (item, stop) => await Client.DeleteObjectAsync(bucket, WebUtility.UrlDecode(item.Key), stop)
            );
        }
    }

    internal async Task PutAsync(
        string bucket,
        string path,
        byte[] content,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        using var body = new MemoryStream(content);
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = path,
            InputStream = body,
            UseChunkEncoding = false,
            ContentType = "application/json",
        };
        request.Headers.ContentEncoding = "gzip";
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>(StringComparer.Ordinal))
            request.Metadata.Add(name, value);
        await Client.PutObjectAsync(request);
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _server?.Dispose();
        _home.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
