using System.Text;
using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.Storage;

namespace Integrity.IntegrationTests.S3;

/// <summary>Responses to a download that never end, or that could crash a run.</summary>
[Collection(S3FaultTests.Name)]
public sealed class HostileObjectsTests(S3Fixture s3)
{
    private static readonly ObjectLocation Location = new("amzn-s3-demo-bucket", "AWSLogs/x");

    [Theory]
    [InlineData("")]
    [InlineData("ETag: \"1\"\r\n")]
    public async Task A_very_slow_body_is_aborted(string headers)
    {
        await using var server = new ScriptedS3(
            (request, _, client, stop) =>
            {
                var from = request.Header("Range")?["bytes=".Length..^1];
                var head = from is null
                    ? $"200 OK\r\n{headers}"
                    : $"206 Partial Content\r\n{headers}Content-Range: bytes {from}-999999/1000000\r\n";
                return ScriptedS3.SendEndlesslyAsync(
                    client,
                    head,
                    "",
                    _ => "12345",
                    TimeSpan.FromMilliseconds(20),
                    stop
                );
            }
        );
        var settings = HostileServer.Settings(server.Url) with
        {
            RateWindow = TimeSpan.FromMilliseconds(200),
            MinBytesPerSecond = 100_000,
        };

        var reading = () => ReadAsync(settings);

        (await reading.Should().ThrowAsync<StoreException>()).WithMessage(
            "connection failed: *the server sent less than 100000 bytes per second over 0.2 s*"
        );
        server.Requests.Count.Should().BeLessThan(4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Length: 99999999999999999999\r\n")]
    public async Task A_body_without_a_length_is_not_complete_when_the_connection_closes(string headers)
    {
        await using var server = new ScriptedS3(
            async (_, _, client, stop) =>
            {
                var answer = $"HTTP/1.1 200 OK\r\n{headers}Connection: close\r\n\r\nconte";
                await client.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
                return false;
            }
        );

        var reading = () => ReadAsync(HostileServer.Settings(server.Url));

        (await reading.Should().ThrowAsync<StoreException>()).WithMessage("connection failed: *");
    }

    [Theory]
    [InlineData("ETag: \"other\"\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5")]
    [InlineData("ETag: \"1\"\r\nContent-Range: bytes 5-7/10\r\nContent-Length: 5")]
    [InlineData("ETag: \"1\"\r\nContent-Range: bytes 5-19/20\r\nContent-Length: 15")]
    public async Task A_download_is_not_resumed_with_another_object(string headers)
    {
        await using var server = new ScriptedS3(
            async (request, _, client, stop) =>
            {
                var answer = request.Header("Range") is null
                    ? "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 10\r\nConnection: close\r\n\r\n12345"
                    : $"HTTP/1.1 206 Partial Content\r\n{headers}\r\nConnection: close\r\n\r\n678901234512345";
                await client.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
                return false;
            }
        );

        var reading = () => ReadAsync(HostileServer.Settings(server.Url));

        await reading.Should().ThrowAsync<StoreException>();
    }

    public static TheoryData<string> OddHeaders =>
        [
            "Last-Modified: nonsense",
            "ETag: nonsense",
            "ETag: \"a",
            "x-amz-meta-: x",
            "x-amz-meta-a: b\r\nx-amz-meta-a: c",
            "x-amz-version-id: ",
            "Content-Encoding: gzip, br, nonsense",
            "Date: never",
            "Retry-After: never",
        ];

    [Theory]
    [MemberData(nameof(OddHeaders))]
    public async Task An_invalid_header_is_ignored(string header)
    {
        await using var server = ScriptedS3.Of((_, _) => WireMessage.Answer(200, $"text/plain\r\n{header}", "content"));

        (await ReadAsync(HostileServer.Settings(server.Url))).Should().Be("content");
    }

    [Theory]
    [InlineData("Content-Length: -5")]
    [InlineData("Content-Length: many")]
    [InlineData("Content-Range: bytes 5-8/10")]
    [InlineData("Transfer-Encoding: nonsense")]
    public async Task A_response_with_an_invalid_length_or_range_is_rejected(string header)
    {
        var head = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n{header}\r\n\r\n");
        await using var server = ScriptedS3.Of((_, _) => new WireMessage(head, []));
        var settings = HostileServer.Settings(server.Url) with { Timeout = TimeSpan.FromMilliseconds(300) };

        var reading = () => ReadAsync(settings);

        (await reading.Should().ThrowAsync<StoreException>()).Which.Message.Should().NotContain("internal error");
    }

    [Theory]
    [InlineData("evil.com/#")]
    [InlineData("a b")]
    [InlineData("-")]
    [InlineData("eu-west-1.evil.com")]
    public async Task A_log_file_redirected_to_an_invalid_region_could_not_be_checked(string region)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(
            request => request.ObjectPath == trail.LogFile,
            Fault.WrongRegion(region, 301, "PermanentRedirect")
        );
        var error = $"<Error><Code>AuthorizationHeaderMalformed</Code><Region>{region}</Region></Error>";
        trail.Network.Break(trail.Vector.LogFilePaths[0], Fault.Answer(400, "application/xml", error));

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        const string Reason = "COULD NOT CHECK: the store redirects to an invalid region";
        run.Errors.Split('\n')
            .Count(line => line.EndsWith(Reason, StringComparison.Ordinal))
            .Should()
            .Be(2, "{0}", run);
        run.Output.Should().Contain("6/6 digest files valid\n10/12 log files valid, 2/12 log files COULD NOT CHECK");
        run.ExitCode.Should().Be(3);
    }

    private static async Task<string?> ReadAsync(AwsSettings settings)
    {
        using var session = new AwsSession(settings);
        await using var stored = await new S3Store(session, TimeProvider.System).OpenAsync(Location, default);
        if (stored is null)
            return null;
        using var content = new MemoryStream();
        await stored.Content.CopyToAsync(content);
        return Encoding.UTF8.GetString(content.ToArray());
    }
}
