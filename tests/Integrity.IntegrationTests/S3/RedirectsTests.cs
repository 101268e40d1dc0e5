using Integrity.Aws;
using Integrity.Aws.CloudTrail;
using Integrity.Aws.Kms;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.Storage;

namespace Integrity.IntegrationTests.S3;

/// <summary>No request follows a redirect to a host that the configuration does not name.</summary>
[Collection(S3FaultTests.Name)]
public sealed class RedirectsTests
{
    private const string Key = "arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static readonly ObjectLocation Location = new("amzn-s3-demo-bucket", "AWSLogs/x");

    private static readonly byte[] Secret = "secret"u8.ToArray();

    private static readonly Dictionary<string, string> NoMetadata = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, Func<AwsSession, Task>> Calls = new(StringComparer.Ordinal)
    {
        ["list objects"] = session => ListAsync(Store(session).ListAsync(Location.Bucket, "", null, default)),
        ["list folders"] = session => ListAsync(Store(session).ListFoldersAsync(Location.Bucket, "", default)),
        ["get an object"] = async session => await Store(session).OpenAsync(Location, default),
        ["put an object"] = async session => await Store(session).WriteOnceAsync(Location, Secret, NoMetadata, default),
        ["read a checkpoint"] = session => Checkpoint(session).ReadAsync(100, default),
        ["replace a checkpoint"] = session => Checkpoint(session).ReplaceAsync(Secret, default),
        ["ask CloudTrail"] = session =>
            new CloudTrailClient(session, TimeProvider.System).ListPublicKeysAsync(
                "us-east-2",
                DateTimeOffset.UnixEpoch,
                DateTimeOffset.UnixEpoch,
                default
            ),
        ["ask KMS"] = async session =>
        {
            KmsKeyArn.TryParse(Key, out var key).Should().BeTrue();
            using var signer = await KmsDigestSigner.OpenAsync(session, key!, default);
        },
    };

    public static TheoryData<string, int> Cases =>
        [.. Calls.Keys.SelectMany(call => new[] { 301, 302, 303, 307, 308 }.Select(status => (call, status)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task No_request_follows_a_redirect(string call, int status)
    {
        await using var elsewhere = ScriptedS3.OfListing("");
        await using var server = ScriptedS3.Of((_, _) => Redirect(status, elsewhere.Url + "/taken"));
        using var session = new AwsSession(HostileServer.Settings(server.Url));

        var calling = () => Calls[call](session);

        var failure = (await calling.Should().ThrowAsync<StoreException>()).Which;
        failure.Message.Should().NotContain("internal error");
        elsewhere.Requests.Should().BeEmpty();
        server.Requests.Should().HaveCount(1, "the response is final: {0}", failure.Message);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://")]
    [InlineData("")]
    [InlineData("https://amzn-s3-demo-bucket.s3.eu-west-1.amazonaws.com/")]
    public async Task An_invalid_Location_header_is_ignored(string location)
    {
        await using var server = ScriptedS3.Of((_, _) => Redirect(307, location));
        using var session = new AwsSession(HostileServer.Settings(server.Url));

        foreach (var call in Calls.Values)
        {
            var calling = () => call(session);
            (await calling.Should().ThrowAsync<StoreException>()).Which.Message.Should().NotContain("internal error");
        }
    }

    private static WireMessage Redirect(int status, string location) =>
        WireMessage.Answer(
            status,
            $"application/xml\r\nLocation: {location}",
            "<Error><Code>TemporaryRedirect</Code></Error>"
        );

    private static S3Checkpoint Checkpoint(AwsSession session) => new(session, Location, TimeProvider.System);

    private static S3Store Store(AwsSession session) => new(session, TimeProvider.System);

    private static async Task ListAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var item in items)
            item.Should().NotBeNull();
    }
}
