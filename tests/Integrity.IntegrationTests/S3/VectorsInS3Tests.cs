using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Vectors on an S3 server: the output is the same as the AWS CLI's, byte for byte, however the bucket is found.
/// </summary>
[Collection(S3Tests.Name)]
public sealed class VectorsInS3Tests(S3Fixture s3)
{
    public static TheoryData<string> Names => [.. Vector.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_vector_has_the_expected_output(string name)
    {
        var vector = new Vector(name);
        await s3.FillAsync(vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        string[] arguments = [.. vector.Arguments, "--endpoint-url", network.Url];

        Check(await CliRun.OfAsync(arguments), vector);
        Check(await CliRun.OfAsync([.. arguments, "--region", vector.Region]), vector);
        cloudTrail.ForgetCalls();

        string[][] prefixes = vector.Prefix is { } prefix
            ?
            [
                ["--s3-prefix", prefix],
                ["--s3-prefix", prefix + "/"],
            ]
            :
            [
                [],
                ["--s3-prefix", ""],
            ];
        foreach (var given in prefixes)
            Check(await CliRun.OfAsync([.. arguments, "--s3-bucket", vector.Bucket, .. given]), vector);
        cloudTrail
            .Calls.Should()
            .OnlyContain(call => call.Operation == "ListPublicKeys", "a given bucket needs no lookup");
    }

    private static void Check(CliRun run, Vector vector)
    {
        run.Errors.Should().Be(vector.Errors);
        run.Output.Should().Be(vector.Output);
        run.ExitCode.Should().Be(vector.ExitCode);
    }
}
