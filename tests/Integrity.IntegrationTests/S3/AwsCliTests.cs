using System.Text.RegularExpressions;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>The real AWS CLI and this program side by side on the same bucket: the same verdict in the same words, byte for byte.</summary>
[Collection(S3Tests.Name)]
public sealed partial class AwsCliTests(S3Fixture s3)
{
    public static TheoryData<string> Attacks => [.. AttacksByName.Keys];

    private static readonly string LogFile = SampleTrail.LogFilePath(65);
    private static readonly string Digest = SampleTrail.DigestPath(2);

    private static readonly Dictionary<string, Func<S3Fixture, Task>> AttacksByName = new(StringComparer.Ordinal)
    {
        ["none"] = _ => Task.CompletedTask,
        ["a log file is modified"] = s3 =>
            s3.PutAsync(SampleTrail.Bucket, LogFile, SampleTrail.Gzip("{\"Records\":[]}"u8.ToArray())),
        ["a log file is no gzip file any more"] = s3 =>
            s3.PutAsync(SampleTrail.Bucket, LogFile, "{\"Records\":[]}"u8.ToArray()),
        ["a log file is deleted"] = s3 => s3.Client.DeleteObjectAsync(SampleTrail.Bucket, LogFile),
        ["a digest is deleted"] = s3 => s3.Client.DeleteObjectAsync(SampleTrail.Bucket, Digest),
        ["a digest is modified"] = s3 =>
            s3.PutAsync(SampleTrail.Bucket, Digest, SampleTrail.Gzip("{}"u8.ToArray()), Signed),
        ["a digest is no gzip file any more"] = s3 => s3.PutAsync(SampleTrail.Bucket, Digest, "{}"u8.ToArray(), Signed),
        ["a digest and its log file are deleted"] = async s3 =>
        {
            await s3.Client.DeleteObjectAsync(SampleTrail.Bucket, LogFile);
            await s3.Client.DeleteObjectAsync(SampleTrail.Bucket, Digest);
        },
    };

    private static Dictionary<string, string> Signed =>
        new(StringComparer.Ordinal) { ["signature"] = new string('0', 512), ["signature-algorithm"] = "SHA256withRSA" };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_chain_that_this_program_has_built_means_the_same_to_both(string attack)
    {
        using var folder = new TemporaryFolder();
        await using var trail = await BuiltTrail.BuildAsync(folder);
        await s3.FillAsync(trail.Store);
        await AttacksByName[attack](s3);

        var (theirs, ours) = await CompareAsync(trail.CloudTrail, SampleTrail.Region, BuiltTrail.Arguments);

        ours.Should().Be(theirs);
        ours.ExitCode.Should().Be(attack == "none" ? 0 : 1);
    }

    [Fact]
    public async Task A_chain_that_this_program_has_built_in_S3_is_valid_for_both()
    {
        using var folder = new TemporaryFolder();
        await using var trail = await BuiltTrail.DeliverAsync(folder);
        await s3.FillAsync(trail.Store);

        (await trail.BuildInS3Async(s3.Endpoint.ToString())).Output.Should().EndWith("\n4 digest files written\n");
        (await trail.BuildInS3Async(s3.Endpoint.ToString()))
            .Output.Should()
            .Be("Nothing to build: every complete hour has its digest file\n");

        var (theirs, ours) = await CompareAsync(trail.CloudTrail, SampleTrail.Region, BuiltTrail.Arguments);
        ours.Should().Be(theirs);
        ours.Output.Should().EndWith("\n4/4 digest files valid\n6/6 log files valid\n");
    }

    /// <summary>Options that both versions of the AWS CLI accept with validate-logs.</summary>
    [Theory]
    [InlineData("--output json --no-paginate --color off")]
    [InlineData("--output text --cli-read-timeout 0 --cli-connect-timeout 0")]
    [InlineData("--output table --color auto --cli-read-timeout 30")]
    public async Task Options_of_the_AWS_CLI_change_nothing_for_either(string options)
    {
        var vector = new Vector("valid-quiet");
        await s3.FillAsync(vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(vector, pageSize: 100);

        var (theirs, ours) = await CompareAsync(
            cloudTrail,
            vector.Region,
            [.. vector.Arguments, .. options.Split(' ')]
        );

        ours.Should().Be(theirs);
        ours.ExitCode.Should().Be(0);
    }

    /// <summary>Those whose messages have been the same since version 2.9.</summary>
    [Theory]
    [InlineData("valid-quiet")]
    [InlineData("prefix")]
    [InlineData("keys-rotated")]
    [InlineData("digest-deleted")]
    [InlineData("digest-bad-signature")]
    [InlineData("digest-unknown-key")]
    public async Task A_chain_from_outside_means_the_same_to_both(string name)
    {
        var vector = new Vector(name);
        await s3.FillAsync(vector.Buckets);
        // the AWS CLI reads the first page only
        await using var cloudTrail = CloudTrailHost.Of(vector, pageSize: 100);

        var (theirs, ours) = await CompareAsync(cloudTrail, vector.Region, vector.Arguments);

        ours.Should().Be(theirs);
    }

    private async Task<(CliRun Theirs, CliRun Ours)> CompareAsync(
        CloudTrailHost cloudTrail,
        string region,
        string[] arguments
    )
    {
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        network.Break(request => request.ObjectPath.Length > 0, Fault.WithMessage);
        var theirs = await AwsCli.CloudTrailAsync(network.Url, cloudTrail.Url, region, arguments);
        var ours = await CliRun.OfAsync([.. arguments, "--endpoint-url", network.Url]);
        return await AwsCli.IsOfDebian12Async()
            ? (WithoutStartOfFound(theirs), WithoutStartOfFound(ours))
            : (theirs, ours);
    }

    /// <summary>Version 2.9 says that results were found from the end of the oldest digest on, or from an hour later; newer ones say from its start.</summary>
    private static CliRun WithoutStartOfFound(CliRun run) =>
        run with
        {
            Output = StartOfFound().Replace(run.Output, "Results found for … to "),
        };

    [GeneratedRegex("Results found for [0-9TZ:-]+ to ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StartOfFound();
}
