using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors;

/// <summary>
/// Verifies chains of an independent implementation with the program and compares the output byte for byte.
/// </summary>
public sealed class ProgramOnVectorsTests
{
    public static TheoryData<string> Vectors => new(Vector.AllNames);

    public static TheoryData<string> VectorsInOneBucket =>
        new(Vector.AllNames.Where(name => Directory.GetDirectories(new Vector(name).Buckets).Length == 1));

    public static TheoryData<string> VectorsWithAwsCapture =>
        new(Vector.AllNames.Where(name => new Vector(name).HasAwsCapture));

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task The_program_prints_the_expected_output_byte_for_byte(string name)
    {
        var vector = new Vector(name);

        var run = await VerifyAsync(vector, vector.Buckets, vector.PublicKeys);

        run.Should()
            .Be(new ProgramRun(vector.ExitCode, vector.Read("expected.stdout"), vector.Read("expected.stderr")));
    }

    /// <summary>All vectors except the one whose key list contains an unreadable key that digests name.</summary>
    public static TheoryData<string> VectorsWithGoodKeys =>
        new(Vector.AllNames.Where(name => name != "public-key-unreadable"));

    [Theory]
    [MemberData(nameof(VectorsWithGoodKeys))]
    public async Task A_directory_of_keys_works_like_the_answer_of_list_public_keys(string name)
    {
        var vector = new Vector(name);

        var run = await VerifyAsync(vector, vector.Buckets, Repository.PathTo("keys"));

        run.Should()
            .Be(new ProgramRun(vector.ExitCode, vector.Read("expected.stdout"), vector.Read("expected.stderr")));
    }

    [Theory]
    [MemberData(nameof(VectorsInOneBucket))]
    public async Task A_copy_of_a_single_bucket_gives_the_same_results_and_a_note_about_the_bucket(string name)
    {
        var vector = new Vector(name);
        using var temp = new TempDirectory();
        var copy = temp.CopyOf(Directory.GetDirectories(vector.Buckets).Single(), "a copy");

        var run = await VerifyAsync(vector, copy, vector.PublicKeys);

        var note = $"note: {copy} is the root of the bucket amzn-s3-demo-bucket\n";
        run.Should()
            .Be(new ProgramRun(vector.ExitCode, vector.Read("expected.stdout"), note + vector.Read("expected.stderr")));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task The_output_is_the_same_at_any_concurrency(string name)
    {
        var vector = new Vector(name);

        var one = await VerifyAsync(vector, vector.Buckets, vector.PublicKeys, "--concurrency", "1");
        var many = await VerifyAsync(vector, vector.Buckets, vector.PublicKeys, "--concurrency", "32");

        many.Should().Be(one);
    }

    [Theory]
    [InlineData("bucket-changed")]
    [InlineData("bucket-changed-digest-deleted")]
    public async Task The_old_bucket_is_found_through_verified_links_when_only_the_new_one_is_given(string name)
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
    public void Correct_lines_of_the_AWS_CLI_are_printed_unchanged_and_in_order(string name)
    {
        var vector = new Vector(name);

        // The AWS CLI cannot know that no log files were delivered in hours without a digest.
        var correctErrors = Lines(vector.Read("aws.stderr"))
            .Where(line =>
                !line.StartsWith("No log files were delivered by CloudTrail between", StringComparison.Ordinal)
            );

        Lines(vector.Read("expected.stdout")).Should().ContainInOrder(Lines(vector.Read("aws.stdout")));
        Lines(vector.Read("expected.stderr")).Should().ContainInOrder(correctErrors);
    }

    [Fact]
    public void Some_vectors_contain_the_output_of_the_AWS_CLI_where_it_is_wrong() =>
        Vector
            .AllNames.Where(name => new Vector(name).HasAwsCapture)
            .Should()
            .Equal("chain-restarted", "newest-digests-missing");

    private static Task<ProgramRun> VerifyAsync(Vector vector, string source, string keys, params string[] more) =>
        ProgramRun.OfAsync([.. vector.Arguments, "--source", source, "--keys", keys, .. more]);

    private static string[] Lines(string text) => text.Split('\n');
}
