using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors;

/// <summary>Chains that somebody else built, verified by the program: what it prints is compared byte for byte.</summary>
public sealed class ProgramOnVectorsTests
{
    public static TheoryData<string> Vectors => new(Vector.AllNames);

    public static TheoryData<string> VectorsInOneBucket =>
        new(Vector.AllNames.Where(name => Directory.GetDirectories(new Vector(name).Buckets).Length == 1));

    public static TheoryData<string> VectorsWithAwsCapture =>
        new(Vector.AllNames.Where(name => new Vector(name).HasAwsCapture));

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task The_program_prints_what_is_expected_byte_for_byte(string name)
    {
        var vector = new Vector(name);

        var run = await VerifyAsync(vector, vector.Buckets, vector.PublicKeys);

        run.Should()
            .Be(new ProgramRun(vector.ExitCode, vector.Read("expected.stdout"), vector.Read("expected.stderr")));
    }

    /// <summary>All but the one with a list of keys of which one is named by digests and cannot be read.</summary>
    public static TheoryData<string> VectorsWithGoodKeys =>
        new(Vector.AllNames.Where(name => name != "public-key-unreadable"));

    [Theory]
    [MemberData(nameof(VectorsWithGoodKeys))]
    public async Task A_folder_of_keys_serves_as_well_as_the_answer_of_list_public_keys(string name)
    {
        var vector = new Vector(name);

        var run = await VerifyAsync(vector, vector.Buckets, Repository.PathTo("keys"));

        run.Should()
            .Be(new ProgramRun(vector.ExitCode, vector.Read("expected.stdout"), vector.Read("expected.stderr")));
    }

    [Theory]
    [MemberData(nameof(VectorsInOneBucket))]
    public async Task A_copy_of_one_bucket_by_itself_gives_the_same_results_and_a_note_on_the_bucket(string name)
    {
        var vector = new Vector(name);
        using var scratch = new TempDirectory();
        var copy = scratch.CopyOf(Directory.GetDirectories(vector.Buckets).Single(), "a copy");

        var run = await VerifyAsync(vector, copy, vector.PublicKeys);

        var note = $"ctverify: {copy} is taken for the root of the bucket amzn-s3-demo-bucket\n";
        run.Should()
            .Be(new ProgramRun(vector.ExitCode, vector.Read("expected.stdout"), note + vector.Read("expected.stderr")));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task Checking_one_log_file_at_a_time_or_many_prints_the_same(string name)
    {
        var vector = new Vector(name);

        var one = await VerifyAsync(vector, vector.Buckets, vector.PublicKeys, "--concurrency", "1");
        var many = await VerifyAsync(vector, vector.Buckets, vector.PublicKeys, "--concurrency", "32");

        many.Should().Be(one);
    }

    [Theory]
    [InlineData("bucket-changed")]
    [InlineData("bucket-changed-digest-deleted")]
    public async Task The_old_bucket_is_known_from_verified_links_when_only_the_new_one_is_named(string name)
    {
        var vector = new Vector(name);

        var run = await VerifyAsync(
            vector,
            vector.Buckets,
            vector.PublicKeys,
            "--s3-bucket",
            "amzn-s3-demo-destination"
        );

        run.Should()
            .Be(new ProgramRun(vector.ExitCode, vector.Read("expected.stdout"), vector.Read("expected.stderr")));
    }

    [Theory]
    [MemberData(nameof(VectorsWithAwsCapture))]
    public void Where_the_aws_cli_misses_something_its_right_lines_stand_unchanged_and_in_order(string name)
    {
        var vector = new Vector(name);

        // nobody can know that nothing was delivered in hours without a digest
        var rightErrors = Lines(vector.Read("aws.stderr"))
            .Where(line =>
                !line.StartsWith("No log files were delivered by CloudTrail between", StringComparison.Ordinal)
            );

        Lines(vector.Read("expected.stdout")).Should().ContainInOrder(Lines(vector.Read("aws.stdout")));
        Lines(vector.Read("expected.stderr")).Should().ContainInOrder(rightErrors);
    }

    [Fact]
    public void Some_vectors_hold_what_the_aws_cli_printed_where_it_is_wrong() =>
        Vector
            .AllNames.Where(name => new Vector(name).HasAwsCapture)
            .Should()
            .Equal("chain-restarted", "newest-digests-missing");

    private static Task<ProgramRun> VerifyAsync(Vector vector, string source, string keys, params string[] more) =>
        ProgramRun.OfAsync([.. vector.Arguments, "--source", source, "--keys", keys, .. more]);

    private static string[] Lines(string text) => text.Split('\n');
}
