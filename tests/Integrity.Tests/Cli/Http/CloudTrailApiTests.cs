using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Integrity.Cli.Http;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli.Http;

/// <summary>Responses of <c>keys serve</c> over a real connection.</summary>
public sealed class CloudTrailApiTests : IAsyncLifetime
{
    private const long Noon = 1_746_360_000;
    private const long Day = 86_400;

    private static readonly Trail Trail = Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail");

    private readonly HttpClient _client = new();
    private readonly List<string> _notes = [];
    private HttpEndpoint _endpoint = null!;

    private Func<KeyRing> _loadKeys = () =>
        new KeyRing([
            new TrustedKey(SharedKeys.First, "us-east-2", Time(Noon - Day), Time(Noon)),
            new TrustedKey(SharedKeys.Second, "us-east-2", Time(Noon), null),
            new TrustedKey(SharedKeys.Second, "eu-west-1"),
        ]);

    public async ValueTask InitializeAsync()
    {
        var api = new CloudTrailApi(
            () => _loadKeys(),
            new ServedTrail(Trail, new TrailLocation("bucket", "some/prefix/")),
            new FixedClock(Time(Noon + Day)),
            _notes.Add
        );
        _endpoint = await HttpEndpoint.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), api.AnswerAsync, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task A_key_is_returned_as_CloudTrail_returns_it()
    {
        var (status, answer) = await ListAsync($$"""{"StartTime":{{Noon - 10}},"EndTime":{{Noon - 5}}}""");

        status.Should().Be(200);
        var key = answer["PublicKeyList"]!.AsArray().Should().ContainSingle().Subject!;
        key["Value"]!
            .GetValue<string>()
            .Should()
            .Be(Convert.ToBase64String(SharedKeys.FirstDer), "the AWS CLI reads PKCS#1 only");
        key["Fingerprint"]!.GetValue<string>().Should().Be(SharedKeys.First.Fingerprint.Hex);
        (key["ValidityStartTime"]!.GetValue<double>(), key["ValidityEndTime"]!.GetValue<double>())
            .Should()
            .Be((Noon - Day, Noon));
    }

    [Theory]
    [InlineData(Noon - (3 * Day), Noon - (2 * Day), 0)]
    [InlineData(Noon - (3 * Day), Noon - Day, 1)]
    [InlineData(Noon - 10, Noon - 5, 1)]
    [InlineData(Noon - 10, Noon, 2)]
    [InlineData(Noon, Noon, 2)]
    [InlineData(Noon + 1, Noon + Day, 1)]
    public async Task Keys_valid_at_any_time_in_the_range_are_returned(long from, long until, int count)
    {
        var (_, answer) = await ListAsync($$"""{"StartTime":{{from}},"EndTime":{{until}}.5}""");

        answer["PublicKeyList"]!.AsArray().Should().HaveCount(count);
    }

    [Fact]
    public async Task Without_times_the_currently_valid_keys_are_returned() =>
        Fingerprints((await ListAsync("{}")).Answer).Should().Equal(SharedKeys.Second.Fingerprint.Hex);

    [Fact]
    public async Task The_region_is_taken_from_the_signature_of_the_request()
    {
        (await ListAsync("{}", region: "eu-west-1")).Answer["PublicKeyList"]!.AsArray().Should().ContainSingle();
        (await ListAsync("{}", region: "ap-south-1")).Answer["PublicKeyList"]!.AsArray().Should().BeEmpty();
        (await ListAsync("{}", region: null)).Answer["PublicKeyList"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_key_without_limits_gets_times_that_every_client_can_display()
    {
        var key = (await ListAsync("{}", region: "eu-west-1")).Answer["PublicKeyList"]![0]!;

        (key["ValidityStartTime"]!.GetValue<double>(), key["ValidityEndTime"]!.GetValue<double>())
            .Should()
            .Be((0, 253_370_764_800));
    }

    [Fact]
    public async Task A_key_added_while_serving_is_returned()
    {
        _loadKeys = () => new KeyRing([new TrustedKey(SharedKeys.First)]);

        Fingerprints((await ListAsync("{}")).Answer).Should().Equal(SharedKeys.First.Fingerprint.Hex);
    }

    [Theory]
    [InlineData("""{"StartTime":2,"EndTime":1}""", "InvalidTimeRangeException")]
    [InlineData("""{"StartTime":"2025-05-04"}""", "SerializationException")]
    [InlineData("""{"StartTime":-1}""", "SerializationException")]
    [InlineData("""{"EndTime":1e300}""", "SerializationException")]
    [InlineData("""{"NextToken":"2"}""", "InvalidTokenException")]
    [InlineData("[]", "SerializationException")]
    [InlineData("", "SerializationException")]
    [InlineData("no JSON", "SerializationException")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]", "SerializationException")]
    public async Task A_malformed_request_is_rejected_with_the_error_code_of_CloudTrail(string body, string code)
    {
        var (status, answer) = await ListAsync(body);

        (status, answer["__type"]!.GetValue<string>()).Should().Be((400, code));
        _notes.Should().BeEmpty();
    }

    [Theory]
    [InlineData("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DeleteTrail")]
    [InlineData("TrentService.GetPublicKey")]
    [InlineData("")]
    public async Task Another_operation_is_unknown(string target)
    {
        var (status, answer) = await SendAsync(target, "{}", "us-east-2");

        (status, answer["__type"]!.GetValue<string>()).Should().Be((400, "UnknownOperationException"));
    }

    [Fact]
    public async Task Unreadable_keys_are_a_server_error_and_only_the_operator_sees_the_reason()
    {
        _loadKeys = () => throw new KeyFileException("/secret/path: the file is empty", "fill it");

        var (status, answer) = await ListAsync("{}");

        (status, answer["__type"]!.GetValue<string>()).Should().Be((500, "InternalFailure"));
        answer.ToJsonString().Should().NotContain("secret");
        _notes.Should().Equal("/secret/path: the file is empty");
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("""{"trailNameList":[]}""", 1)]
    [InlineData("""{"trailNameList":["example-trail"]}""", 1)]
    [InlineData("""{"trailNameList":["arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail"]}""", 1)]
    [InlineData("""{"trailNameList":["other"]}""", 0)]
    [InlineData("""{"trailNameList":[7]}""", 0)]
    public async Task The_trail_is_returned_when_requested(string body, int count)
    {
        var (status, answer) = await SendAsync(
            "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails",
            body,
            "us-east-2"
        );

        status.Should().Be(200);
        var trails = answer["trailList"]!.AsArray();
        trails.Should().HaveCount(count);
        if (count == 1)
            (
                trails[0]!["TrailARN"]!.GetValue<string>(),
                trails[0]!["S3BucketName"]!.GetValue<string>(),
                trails[0]!["S3KeyPrefix"]!.GetValue<string>()
            )
                .Should()
                .Be((Trail.Arn, "bucket", "some/prefix"));
    }

    [Fact]
    public async Task A_large_body_is_rejected_unread()
    {
        using var body = new ByteArrayContent(new byte[1 << 20]);

        var status = await FluentActions
            .Awaiting(async () => (int)(await _client.PostAsync(_endpoint.Url, body)).StatusCode)
            .Should()
            .NotThrowAsync();

        status.Which.Should().Be(413);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("POST", "/../../etc/passwd")]
    public async Task Other_requests_are_not_found(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_endpoint.Url, path + "x"));

        ((int)(await _client.SendAsync(request)).StatusCode).Should().Be(404);
    }

    private Task<(int Status, JsonNode Answer)> ListAsync(string body, string? region = "us-east-2") =>
        SendAsync("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListPublicKeys", body, region);

    private async Task<(int Status, JsonNode Answer)> SendAsync(string target, string body, string? region)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint.Url)
        {
            Content = new StringContent(body, Encoding.UTF8),
        };
        request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        if (region is not null)
            request.Headers.TryAddWithoutValidation(
                "Authorization",
                $"AWS4-HMAC-SHA256 Credential=ID/20250504/{region}/cloudtrail/aws4_request, SignedHeaders=host, "
                    + "Signature=0"
            );
        using var response = await _client.SendAsync(request);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/x-amz-json-1.1");
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static IEnumerable<string> Fingerprints(JsonNode answer) =>
        answer["PublicKeyList"]!.AsArray().Select(key => key!["Fingerprint"]!.GetValue<string>());

    private static DateTimeOffset Time(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
