using System.Text.RegularExpressions;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>The AWS CLI and ctverify print the same output, byte for byte, for the same bucket.</summary>
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
        ["a log file is not a gzip file"] = s3 =>
            s3.PutAsync(SampleTrail.Bucket, LogFile, "{\"Records\":[]}"u8.ToArray()),
        ["a log file is deleted"] = s3 => s3.Client.DeleteObjectAsync(SampleTrail.Bucket, LogFile),
        ["a digest is deleted"] = s3 => s3.Client.DeleteObjectAsync(SampleTrail.Bucket, Digest),
        ["a digest is modified"] = s3 =>
            s3.PutAsync(SampleTrail.Bucket, Digest, SampleTrail.Gzip("{}"u8.ToArray()), Signed),
        ["a digest is not a gzip file"] = s3 => s3.PutAsync(SampleTrail.Bucket, Digest, "{}"u8.ToArray(), Signed),
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
    public async Task Both_agree_on_a_chain_built_by_ctverify(string attack)
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
            .Be("Nothing to build: every complete hour has a digest file\n");

        var (theirs, ours) = await CompareAsync(trail.CloudTrail, SampleTrail.Region, BuiltTrail.Arguments);
        ours.Should().Be(theirs);
        ours.Output.Should().EndWith("\n4/4 digest files valid\n6/6 log files valid\n");
    }

    /// <summary>Options that both versions of the AWS CLI accept with validate-logs.</summary>
    [Theory]
    [InlineData("--output json --no-paginate --color off")]
    [InlineData("--output text --cli-read-timeout 0 --cli-connect-timeout 0")]
    [InlineData("--output table --color auto --cli-read-timeout 30")]
    public async Task Global_options_of_the_AWS_CLI_do_not_change_the_output_of_either(string options)
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

    /// <summary>Vectors whose messages have not changed since version 2.9.</summary>
    [Theory]
    [InlineData("valid-quiet")]
    [InlineData("prefix")]
    [InlineData("keys-rotated")]
    [InlineData("digest-deleted")]
    [InlineData("digest-bad-signature")]
    [InlineData("digest-unknown-key")]
    public async Task Both_agree_on_a_vector(string name)
    {
        var vector = new Vector(name);
        await s3.FillAsync(vector.Buckets);
        // The AWS CLI reads only the first page.
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

    /// <summary>
    /// Removes the start of the found results. Newer versions print the start of the oldest digest, version 2.9 its end
    /// or an hour later.
    /// </summary>
    private static CliRun WithoutStartOfFound(CliRun run) =>
        run with
        {
            Output = StartOfFound().Replace(run.Output, "Results found for … to "),
        };

    [GeneratedRegex("Results found for [0-9TZ:-]+ to ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StartOfFound();
}
