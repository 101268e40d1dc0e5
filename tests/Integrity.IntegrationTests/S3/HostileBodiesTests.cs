using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>Objects with changed content are invalid.</summary>
[Collection(S3FaultTests.Name)]
public sealed class HostileBodiesTests(S3Fixture s3)
{
    public static TheoryData<string> Changes => [.. ChangesByName.Keys];

    private static readonly Dictionary<string, Func<byte[], byte[]>> ChangesByName = new(StringComparer.Ordinal)
    {
        ["a flipped bit in the middle"] = body => Flip(body, body.Length / 2),
        ["a flipped bit in the checksum"] = body => Flip(body, body.Length - 6),
        ["the content twice"] = body => [.. body, .. body],
        ["an extra byte"] = body => [.. body, 0],
        ["a missing byte"] = body => body[..^1],
        ["nothing"] = _ => [],
        ["a page of HTML"] = _ => "<html></html>"u8.ToArray(),
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_changed_log_file_is_invalid(string change)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.Body(ChangesByName[change]));

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain($"Log file\t{trail.UriOf(trail.LogFile)}\tINVALID: ");
        run.Output.Should().EndWith("\n6/6 digest files valid\n11/12 log files valid, 1/12 log files INVALID\n");
        run.ExitCode.Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_changed_digest_is_invalid(string change)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.Digest, Fault.Body(ChangesByName[change]));

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain($"Digest file\t{trail.UriOf(trail.Digest)}\tINVALID: ");
        run.Output.Should().EndWith("\n5/6 digest files valid, 1/6 digest files INVALID\n10/10 log files valid\n");
        run.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task A_digest_whose_signature_is_changed_in_transit_is_invalid()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(
            trail.Vector.DigestPaths[^1],
            Fault.Header("x-amz-meta-signature: ", "x-amz-meta-signature: 00")
        );

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should()
            .Contain(
                $"Digest file\t{trail.UriOf(trail.Vector.DigestPaths[^1])}\tINVALID: signature verification failed"
            );
        run.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Invalid_outweighs_could_not_check()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.AccessDenied);
        trail.Network.Break(trail.Vector.LogFilePaths[0], Fault.Body(_ => []));

        var run = await trail.ValidateAsync("--fail-on", "invalid");

        run.Output.Should()
            .EndWith("\n10/12 log files valid, 1/12 log files INVALID, 1/12 log files COULD NOT CHECK\n");
        run.ExitCode.Should().Be(1);
    }

    private static byte[] Flip(byte[] body, int at)
    {
        var changed = body.ToArray();
        changed[at] ^= 0x10;
        return changed;
    }
}
