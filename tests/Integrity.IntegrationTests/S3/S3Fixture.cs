using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Tests in S3. Each collection has its own server and runs in parallel with the others. The tests of a collection run
/// sequentially, because they use the same buckets.
/// </summary>
[CollectionDefinition(Name)]
public sealed class S3Tests : ICollectionFixture<S3Fixture>
{
    public const string Name = "S3";
}

/// <summary>Tests of failing and hostile servers.</summary>
[CollectionDefinition(Name)]
public sealed class S3FaultTests : ICollectionFixture<S3Fixture>
{
    public const string Name = "S3 faults";
}

/// <summary>Tests that write to buckets.</summary>
[CollectionDefinition(Name)]
public sealed class S3WriteTests : ICollectionFixture<S3Fixture>
{
    public const string Name = "S3 writes";
}

/// <summary>An S3 server and a client that fills its buckets.</summary>
public sealed class S3Fixture : IAsyncLifetime
{
    private RadosGateway? _server;
    private AmazonS3Client? _client;
    private readonly HttpClient _connections = new();

    internal Uri Endpoint => _server!.Endpoint;

    internal AmazonS3Client Client => _client!;

    public async ValueTask InitializeAsync()
    {
        _server = await RadosGateway.StartAsync(TestAccount.AccessKey, TestAccount.SecretKey);
        var config = new AmazonS3Config
        {
            ServiceURL = Endpoint.ToString(),
            HttpClientFactory = new OwnConnections(_connections),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        };
        _client = new AmazonS3Client(new BasicAWSCredentials(TestAccount.AccessKey, TestAccount.SecretKey), config);
    }

    /// <summary>
    /// Replaces the content of buckets with the files in <c>DIRECTORY/BUCKET/PATH</c>. Sidecars become metadata.
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

    /// <summary>Creates a bucket if it does not exist, and deletes all its objects.</summary>
    internal async Task EmptyAsync(string bucket)
    {
        // The SDK would send the region of the last session as the bucket's location, which this server rejects.
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
        _connections.Dispose();
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Creates HTTP clients that are independent of the sessions under test.</summary>
    private sealed class OwnConnections(HttpClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
