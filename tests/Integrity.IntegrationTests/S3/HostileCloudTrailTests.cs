using Integrity.Aws;
using Integrity.Aws.CloudTrail;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.IntegrationTests.S3;

/// <summary>A hostile CloudTrail API: a list of keys always ends.</summary>
[Collection(S3FaultTests.Name)]
public sealed class HostileCloudTrailTests
{
    [Fact]
    public async Task A_repeated_token_ends_the_list_of_keys()
    {
        await using var server = Server("""{"PublicKeyList":[],"NextToken":"again"}""");

        var listing = () => ListAsync(server);

        (await listing.Should().ThrowAsync<StoreException>()).WithMessage(
            "CloudTrail's list of public keys does not end"
        );
        server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_empty_token_is_the_end_of_the_list()
    {
        await using var server = Server("""{"PublicKeyList":[],"NextToken":""}""");

        (await ListAsync(server)).Keys.Should().BeEmpty();
        server.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{"PublicKeyList":{}}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""{""")]
    [InlineData("")]
    public async Task An_invalid_list_is_reported(string json)
    {
        await using var server = Server(json);

        var listing = () => ListAsync(server);

        (await listing.Should().ThrowAsync<StoreException>()).Which.Message.Should().NotContain("internal error");
    }

    [Theory]
    [InlineData(
        """{"PublicKeyList":[{"Value":"","Fingerprint":"a","ValidityStartTime":1e300,"ValidityEndTime":-1e300}]}"""
    )]
    [InlineData("""{"PublicKeyList":[{"ValidityStartTime":"never"}]}""")]
    [InlineData("""{"PublicKeyList":[null]}""")]
    public async Task An_invalid_entry_is_an_unreadable_key(string json)
    {
        await using var server = Server(json);

        var keys = await ListAsync(server);

        (keys.Keys.Count, keys.Unreadable.Count).Should().Be((0, 1));
    }

    private static ScriptedS3 Server(string json) =>
        ScriptedS3.Of((_, _) => WireMessage.Answer(200, "application/x-amz-json-1.1", json));

    private static async Task<PublicKeySet> ListAsync(ScriptedS3 server)
    {
        using var session = new AwsSession(HostileServer.Settings(server.Url));
        var client = new CloudTrailClient(session, TimeProvider.System);
        return await client.ListPublicKeysAsync(
            "us-east-2",
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch,
            default
        );
    }
}
