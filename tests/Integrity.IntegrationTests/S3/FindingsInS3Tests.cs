using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// The smallest example of each finding, on an S3 server: the output is the same as for a directory, byte for byte.
/// </summary>
[Collection(S3Tests.Name)]
public sealed class FindingsInS3Tests(S3Fixture s3) : IDisposable
{
    private readonly TemporaryFolder _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>Findings that can occur in S3. There, a signature can be missing, but never unknown.</summary>
    private const string OnlyInFolders = "SignatureUnknown";

    public static TheoryData<string> Names => [.. Vector.FindingNames.Where(name => name != OnlyInFolders)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_finding_in_a_bucket_is_the_same_as_in_a_directory(string name)
    {
        var vector = new Vector(name, "findings");
        await s3.FillAsync(vector.Buckets);

        var run = await CliRun.OfAsync([
            .. vector.Arguments,
            "--endpoint-url",
            s3.Endpoint.ToString(),
            "--s3-bucket",
            "amzn-s3-demo-bucket",
            "--keys",
            vector.At("public-keys.json"),
            .. vector.CheckpointIn(_directory.Root),
        ]);

        run.Errors.Should().Be(vector.Errors);
        run.Output.Should().Be(vector.Output);
        run.ExitCode.Should().Be(vector.ExitCode);
    }
}
