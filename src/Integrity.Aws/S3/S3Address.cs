using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>Where the objects of a bucket are reached, by the SDK's own endpoint rules (partition, FIPS, dual-stack, custom endpoints), kept for each bucket.</summary>
internal sealed partial class S3Address(AwsSession session, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>The bucket, in the region in which it was last seen.</summary>
    public Bucket Of(string bucket) => _buckets.GetOrAdd(bucket, name => Make(name, session.Region));

    /// <summary>
    /// The bucket in the region that the server named; <c>null</c> when it is the region that was asked. The host
    /// follows from the endpoint rules, never from what the server sent.
    /// </summary>
    /// <exception cref="StoreException">The server named a region that requests must not go to.</exception>
    public Bucket? Move(Bucket bucket, string region)
    {
        if (bucket.Region == region)
            return null;
        if (!S3Region.IsAcceptable(region, bucket.Region, bucket.HasCustomEndpoint))
        {
            throw new StoreException(
                "the store redirects to a region that is not valid here",
                "check the endpoint, and find the region with: aws s3api get-bucket-location"
            );
        }
        var moved = Make(bucket.Name, region);
        _buckets[bucket.Name] = moved;
        return moved;
    }

    private Bucket Make(string name, string region)
    {
        // a name from a digest must not reach another host, or be taken for an ARN
        if (!BucketName().IsMatch(name))
            throw new StoreException("not the name of a bucket");
        var client = session.CreateS3Client(region);
        return new Bucket(name, region, UrlOf(client, name, region), new SigV4("s3", region, clock), client);
    }

    private static Uri UrlOf(AmazonS3Client client, string name, string region)
    {
        try
        {
            return new Uri(
                client.DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = name, Key = "k" }).URL
            );
        }
        catch (AmazonClientException e)
        {
            // for example FIPS in China
            throw new StoreException(
                $"S3 has no such endpoint in {region}: {ForeignText.Of(e)}",
                "unset AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT, or remove the settings from the profile",
                e
            );
        }
    }

    /// <param name="Name">The name of the bucket.</param>
    /// <param name="Region">The region for which requests are signed.</param>
    /// <param name="Url">The URL of the bucket: its host, or its host and path.</param>
    /// <param name="Signer">Signs requests.</param>
    /// <param name="Client">The SDK's client for the region.</param>
    internal sealed record Bucket(string Name, string Region, Uri Url, SigV4 Signer, AmazonS3Client Client)
    {
        private static readonly UriCreationOptions AsWritten = new()
        {
            DangerousDisablePathAndQueryCanonicalization = true,
        };

        /// <summary>Whether an endpoint is configured, so that the host does not depend on the region.</summary>
        public bool HasCustomEndpoint => Client.Config.ServiceURL is not null;

        private string Root => $"{Url.GetLeftPart(UriPartial.Authority)}{Url.AbsolutePath.TrimEnd('/')}";

        public Uri UrlOf(string key) => new($"{Root}/{Encode(key)}", AsWritten);

        /// <param name="query">Sorted by name, and encoded.</param>
        public Uri UrlOfListing(string query) => new($"{Root}/?{query}", AsWritten);
    }

    /// <summary>Percent-encodes all but unreserved characters, as the value of a query must be signed.</summary>
    public static string EncodeValue(string value) => Encode(value).Replace("/", "%2F", StringComparison.Ordinal);

    /// <summary>Percent-encodes all but unreserved characters and slashes; nothing is ever normalised, so <c>a/../b</c> is a key like any other.</summary>
    private static string Encode(string key)
    {
        var text = new StringBuilder(key.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            if (
                char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'/'
            )
                text.Append((char)b);
            else
                text.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    [GeneratedRegex(
        @"\A[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex BucketName();
}
