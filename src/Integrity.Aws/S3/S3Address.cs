using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// Resolves the URLs of buckets with the SDK's endpoint rules (partition, FIPS, dual-stack, custom endpoints), and
/// remembers the region of each bucket.
/// </summary>
internal sealed partial class S3Address(AwsSession session, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Returns the bucket in its last known region.</summary>
    public Bucket Of(string bucket) => _buckets.GetOrAdd(bucket, name => Create(name, session.Region));

    /// <summary>
    /// Returns the bucket in the region that the server named, or <c>null</c> if that is its current region. The host
    /// comes from the endpoint rules, never from the response.
    /// </summary>
    /// <exception cref="StoreException">The named region is not acceptable.</exception>
    public Bucket? Move(Bucket bucket, string region)
    {
        if (bucket.Region == region)
            return null;
        if (!S3Region.IsAcceptable(region, bucket.Region, bucket.HasCustomEndpoint))
        {
            throw new StoreException(
                "the store redirects to an invalid region",
                "check the endpoint, and get the region with: aws s3api get-bucket-location"
            );
        }
        var moved = Create(bucket.Name, region);
        _buckets[bucket.Name] = moved;
        return moved;
    }

    private Bucket Create(string name, string region)
    {
        // A name from a digest must not select another host or be interpreted as an ARN.
        if (!BucketName().IsMatch(name))
            throw new StoreException("not a bucket name");
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
            // For example, FIPS in China.
            throw new StoreException(
                $"S3 has no such endpoint in {region}: {ExternalMessage.Of(e)}",
                "unset AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT, or remove the settings from the profile",
                e
            );
        }
    }

    /// <summary>A bucket with everything that requests to it need.</summary>
    /// <param name="Name">The name of the bucket.</param>
    /// <param name="Region">The region for which requests are signed.</param>
    /// <param name="Url">The URL of the bucket: a host, or a host and a path.</param>
    /// <param name="Signer">Signs requests for the region.</param>
    /// <param name="Client">The SDK's client for the region.</param>
    internal sealed record Bucket(string Name, string Region, Uri Url, SigV4 Signer, AmazonS3Client Client)
    {
        private static readonly UriCreationOptions AsWritten = new()
        {
            DangerousDisablePathAndQueryCanonicalization = true,
        };

        /// <summary>Whether an endpoint is configured. Then the host does not depend on the region.</summary>
        public bool HasCustomEndpoint => Client.Config.ServiceURL is not null;

        private string Root => $"{Url.GetLeftPart(UriPartial.Authority)}{Url.AbsolutePath.TrimEnd('/')}";

        /// <summary>Returns the URL of an object.</summary>
        public Uri UrlOf(string objectPath) => new($"{Root}/{Encode(objectPath)}", AsWritten);

        /// <summary>Returns the URL of a listing.</summary>
        /// <param name="query">The query, sorted by name and encoded.</param>
        public Uri UrlOfListing(string query) => new($"{Root}/?{query}", AsWritten);
    }

    /// <summary>
    /// Encodes a query value as Signature Version 4 requires: everything except unreserved characters.
    /// </summary>
    public static string EncodeValue(string value) => Encode(value).Replace("/", "%2F", StringComparison.Ordinal);

    /// <summary>
    /// Percent-encodes everything except unreserved characters and slashes. Never normalizes, so <c>a/../b</c> stays
    /// a valid object path.
    /// </summary>
    private static string Encode(string value)
    {
        var text = new StringBuilder(value.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(value))
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
