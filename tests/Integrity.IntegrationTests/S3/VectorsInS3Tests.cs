using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>Chains from outside, in a real S3 server: what is printed is the same as for the AWS CLI, byte for byte, however the bucket is found.</summary>
[Collection(S3Tests.Name)]
public sealed class VectorsInS3Tests(S3Fixture s3)
{
    public static TheoryData<string> Names => [.. Vector.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_bucket_is_told_by_CloudTrail(string name)
    {
        var vector = new Vector(name);
        await s3.FillAsync(vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);

        Check(await CliRun.OfAsync([.. vector.Arguments, "--endpoint-url", network.Url]), vector);
        Check(await CliRun.OfAsync([.. vector.Arguments, "--endpoint-url", network.Url, "--region", vector.Region]), vector);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_bucket_is_named_by_the_user(string name)
    {
        var vector = new Vector(name);
        await s3.FillAsync(vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        string[] arguments = [.. vector.Arguments, "--endpoint-url", network.Url, "--s3-bucket", vector.Bucket];

        foreach (var prefix in (string[][])(vector.Prefix is { } given ? [["--s3-prefix", given], ["--s3-prefix", given + "/"]] : [[], ["--s3-prefix", ""]]))
            Check(await CliRun.OfAsync([.. arguments, .. prefix]), vector);

        cloudTrail.Calls.Should().OnlyContain(call => call.Operation == "ListPublicKeys", "a bucket that is named need not be asked for");
    }

    private static void Check(CliRun run, Vector vector)
    {
        run.Errors.Should().Be(vector.Errors);
        run.Output.Should().Be(vector.Output);
        run.ExitCode.Should().Be(vector.ExitCode);
    }
}
