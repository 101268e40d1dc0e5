using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// The same objects on an S3 server, in a directory and in a bundle have the same output and the same exit code.
/// </summary>
[Collection(S3Tests.Name)]
public sealed class DirectoryAndBucketTests(S3Fixture s3)
{
    private const string Logs = "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/";
    private const string Digests = "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/";
    private const string Forged = "111122223333_CloudTrail_us-east-2_20250504T1305Z_FORGEDFORGEDFORG.json.gz";
    private const string Digest =
        "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T143000Z.json.gz";

    public static TheoryData<string> ForgedPaths =>
        [
            Logs + Forged,
            Logs + Forged + ".meta.json",
            Logs + Forged + ".ctverify-unfinished",
            Logs + ".ctverify-unfinished/" + Forged,
            Logs + "x.meta.json/" + Forged,
            Logs + ".0123456789abcdef0123456789abcdef.ctverify-unfinished",
            Digests + Digest,
            Digests + Digest + ".meta.json",
            Digests + Digest + ".ctverify-unfinished",
            "AWSLogs/111122223333/CloudTrail-Digest/lost+found/x",
            "AWSLogs/111122223333/CloudTrail/eu-west-1/2025/05/04/" + Forged,
            (Logs + Forged).Replace("us-east-2", "eu-west-1", StringComparison.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(ForgedPaths))]
    public async Task A_forged_object_gets_the_answer_of_S3_in_every_store(string path)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        using var folder = new TemporaryFolder();
        Copy(trail.Vector.Buckets, folder.At("buckets"));
        var forged = folder.At("buckets", trail.Vector.Bucket, path);
        Directory.CreateDirectory(Path.GetDirectoryName(forged)!);
        await File.WriteAllTextAsync(forged, "forged");
        await s3.PutAsync(trail.Vector.Bucket, path, "forged"u8.ToArray());

        var remote = await trail.ValidateAsync();
        var local = await FromAsync(trail.Vector, folder.At("buckets"));
        var bundled = await CliRun.OfAsync(
            "bundle",
            folder.At("buckets"),
            "--unsigned",
            "--out",
            folder.At("bundle.tar")
        );
        bundled.ExitCode.Should().Be(0, bundled.Errors);
        var fromBundle = await FromAsync(trail.Vector, folder.At("bundle.tar"));

        local.Errors.Should().Be(remote.Errors);
        local.ExitCode.Should().Be(remote.ExitCode);
        fromBundle.Errors.Should().Be(remote.Errors);
        fromBundle.ExitCode.Should().Be(remote.ExitCode);
    }

    private static Task<CliRun> FromAsync(Vector vector, string source) =>
        CliRun.OfAsync([.. vector.Arguments, "--source", source, "--keys", vector.At("public-keys.json")]);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
