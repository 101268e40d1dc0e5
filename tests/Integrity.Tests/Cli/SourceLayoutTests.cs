using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary>
/// <c>--source</c>: how buckets are found in a directory, and what is printed if the layout is ambiguous.
/// </summary>
public sealed class SourceLayoutTests : IDisposable
{
    private const string Bucket = "amzn-s3-demo-bucket";
    private static readonly Vector Valid = new("valid");

    private readonly TempDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("valid")]
    [InlineData("log-modified")]
    [InlineData("prefix")]
    [InlineData("bucket-changed")]
    public async Task A_parent_directory_has_the_same_result(string name)
    {
        var vector = new Vector(name);

        var run = await ProgramRun.OfAsync([
            .. vector.Arguments,
            "--source",
            vector.Folder,
            "--keys",
            vector.PublicKeys,
        ]);

        (run.ExitCode, run.Output).Should().Be((vector.ExitCode, vector.Read("expected.stdout")), "{0}", run);
        run.Errors.Should().Contain(" is in ").And.EndWith(vector.Read("expected.stderr"));
    }

    [Fact]
    public async Task Several_copies_of_a_bucket_are_listed_and_the_hint_selects_one()
    {
        var run = await ValidateAsync(Repository.Vectors);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should()
            .Contain($"note: {Valid.Buckets}/{Bucket}/AWSLogs contains digest files of s3://{Bucket}/\n")
            .And.Contain(
                "AWSLogs directories could be copies of the same bucket\nhint: choose one, for example --source "
            );

        (await ValidateAsync(Path.Combine(Valid.Buckets, Bucket, "AWSLogs"))).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_planted_copy_does_not_divert_the_verification_from_the_tampered_bucket()
    {
        var source = _scratch.CopyOf(new Vector("log-modified").Buckets, "source");
        (await ValidateAsync(source)).ExitCode.Should().Be(1);
        _scratch.CopyOf(Path.Combine(Valid.Buckets, Bucket), "source");

        (await ValidateAsync(source)).ExitCode.Should().Be(2);
        (await ValidateAsync(source, "--s3-bucket", Bucket)).ExitCode.Should().Be(2);
        (await ValidateAsync(Path.Combine(source, Bucket)))
            .ExitCode.Should()
            .Be(1, "the bucket itself can be verified");
    }

    [Theory]
    [InlineData("valid", 3)]
    [InlineData("log-modified", 1)]
    public async Task Directories_that_cannot_be_searched_are_reported_and_the_rest_is_verified(
        string name,
        int exitCode
    )
    {
        var source = _scratch.CopyOf(new Vector(name).Buckets, "source");
        Directory.CreateSymbolicLink(Path.Combine(source, "linked"), _scratch.PathTo("source", Bucket));

        var run = await ValidateAsync(source);

        run.ExitCode.Should().Be(exitCode, "{0}", run);
        run.Errors.Should()
            .Contain("Log folder\ts3://linked/\tCOULD NOT CHECK: not searched, so a bucket in it was not verified: ");
    }

    [Fact]
    public async Task A_deeply_nested_bucket_is_verified()
    {
        _scratch.CopyOf(new Vector("log-modified").Buckets, "source/1/2/3/4/5/6/7/8/9/10");

        (await ValidateAsync(_scratch.PathTo("source"))).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task A_copy_in_a_directory_with_another_name_is_explained()
    {
        _scratch.CopyOf(Path.Combine(Valid.Buckets, Bucket), "source/copy-of-may");

        var run = await ValidateAsync(_scratch.PathTo("source"));

        var folder = _scratch.PathTo("source", "copy-of-may");
        run.Errors.Should()
            .Contain(
                $"note: {folder}/AWSLogs is read as s3://copy-of-may/, but its digest files name "
                    + $"s3://{Bucket}/; if the directory is that bucket under another name, verify it with --source "
                    + $"{folder}/AWSLogs\n"
            );
        (await ValidateAsync(Path.Combine(folder, "AWSLogs"))).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_bundle_of_a_parent_directory_contains_the_bucket_under_its_name()
    {
        var bundle = _scratch.PathTo("bundle.tar");

        (await ProgramRun.OfAsync("bundle", Valid.Folder, "--out", bundle, "--unsigned")).ExitCode.Should().Be(0);

        (await ValidateAsync(bundle)).ExitCode.Should().Be(0);
    }

    private static Task<ProgramRun> ValidateAsync(string source, params string[] more) =>
        ProgramRun.OfAsync([.. Valid.Arguments, "--source", source, "--keys", Valid.PublicKeys, .. more]);
}
