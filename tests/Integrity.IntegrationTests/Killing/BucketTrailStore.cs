using Amazon.S3.Model;
using Integrity.IntegrationTests.S3;

namespace Integrity.IntegrationTests.Killing;

/// <summary>A trail in a bucket of an S3 server.</summary>
internal sealed class BucketTrailStore(S3Fixture s3, string bucket) : ITrailStore
{
    public string[] StoreOptions => ["--store", $"s3://{bucket}", "--endpoint-url", s3.Endpoint.ToString()];

    public Task DeliverAsync(string path, byte[] content) => s3.PutAsync(bucket, path, content);

    public async Task<IReadOnlyList<string>> ObjectPathsAsync()
    {
        var paths = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket };
        do
        {
            var page = await s3.Client.ListObjectsV2Async(request);
            paths.AddRange((page.S3Objects ?? []).Select(item => item.Key));
            request.ContinuationToken = page.NextContinuationToken;
        } while (request.ContinuationToken is not null);
        return paths;
    }

    public async Task<byte[]> ReadAsync(string path)
    {
        using var answer = await s3.Client.GetObjectAsync(bucket, path);
        using var content = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }
}
