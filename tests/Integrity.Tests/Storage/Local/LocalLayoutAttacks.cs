using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Tests.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

/// <summary>
/// An attacker who can write below a directory can neither choose which copy of a bucket is read nor hide a copy.
/// </summary>
public sealed class LocalLayoutAttacks : IDisposable
{
    private const string Bucket = "amzn-s3-demo-bucket";
    private const string LogFile =
        "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/"
        + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz";

    private readonly TempDirectory _directory = new();

    private static string ExamplePath => DigestJson.Parse(Encoding.UTF8.GetBytes(ExampleDigest.Json)).Location.Path;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData($"{Bucket}/")]
    [InlineData($"buckets/{Bucket}/")]
    [InlineData($"1/2/3/4/5/6/7/8/9/10/11/12/{Bucket}/")]
    public async Task A_bucket_is_found_by_the_name_in_its_digests_at_any_depth(string at)
    {
        _directory.Write(at + ExamplePath, Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Places.Should().Equal(new TrailLocation(Bucket, ""));
        (await layout.Store.ObjectPathsAsync(bucket: Bucket)).Should().Equal(ExamplePath);
    }

    [Fact]
    public async Task Buckets_in_different_directories_form_one_store()
    {
        _directory.Write($"a/{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));
        _directory.Write($"b/other/{ExamplePath}", Gzip(ExampleDigest.With(Bucket, "other")));

        var layout = await FindAsync();

        layout.Places.Should().Equal(new TrailLocation(Bucket, ""), new TrailLocation("other", ""));
        (await layout.Store.ObjectPathsAsync(bucket: Bucket)).Should().Equal(ExamplePath);
        (await layout.Store.ObjectPathsAsync(bucket: "other")).Should().Equal(ExamplePath);
    }

    [Theory]
    [InlineData($"{Bucket}/", $"planted/{Bucket}/")]
    [InlineData($"{Bucket}/", "")]
    [InlineData($"deep/er/{Bucket}/", $"{Bucket}/")]
    [InlineData($"{Bucket}/", $"{Bucket}/inner/{Bucket}/")]
    [InlineData($"{Bucket}/", $"{Bucket}/AWSLogs/{Bucket}/")]
    [InlineData("", "backup/")]
    [InlineData($"{Bucket}/", "other/")]
    public async Task A_second_copy_of_a_bucket_is_ambiguous_and_nothing_is_read(string first, string second)
    {
        _directory.Write(first + ExamplePath, Gzip(ExampleDigest.Json));
        _directory.Write(second + ExamplePath, Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Ambiguous.Should().HaveCount(2).And.BeEquivalentTo(layout.Copies);
        var read = () => layout.Store;
        read.Should().Throw<StoreException>().WithMessage("*contains several copies of a bucket*");
    }

    [Theory]
    [InlineData($"sub/{Bucket}/")]
    [InlineData($"{Bucket}/")]
    [InlineData($"planted/{Bucket}/sub/{Bucket}/")]
    public async Task A_planted_copy_stays_ambiguous_after_the_real_digests_are_deleted(string real)
    {
        _directory.Write(real + LogFile, "");
        _directory.Write($"planted/{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Ambiguous.Should().HaveCount(2);
        layout.Narrow(Bucket, null).Ambiguous.Should().HaveCount(2, "the bucket name does not select a copy");
    }

    [Theory]
    [InlineData("", $"planted/{Bucket}/")]
    [InlineData($"real/{Bucket}/", $"aa/{Bucket}/")]
    public async Task A_planted_copy_stays_ambiguous_if_forged_digests_name_another_bucket(string real, string planted)
    {
        var prefix = real.Replace("/", "\\/", StringComparison.Ordinal);
        var forged = ExampleDigest
            .With(Bucket, "evil")
            .Replace("\"digestS3Object\":\"", $"\"digestS3Object\":\"{prefix}", StringComparison.Ordinal);
        _directory.Write(real + ExamplePath, Gzip(forged));
        _directory.Write(planted + ExamplePath, Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Ambiguous.Should().HaveCount(2);
        layout.Narrow(Bucket, null).Ambiguous.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_planted_copy_stays_ambiguous_after_the_digests_in_the_root_are_deleted()
    {
        _directory.Write(LogFile, "");
        _directory.Write($"planted/{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Ambiguous.Should().HaveCount(2);
        layout.Narrow(Bucket, null).Ambiguous.Should().HaveCount(2);
    }

    [Fact]
    public async Task The_prefix_selects_one_of_two_copies_in_the_directory_of_a_bucket()
    {
        _directory.Write($"{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));
        _directory.Write($"{Bucket}/backup/{ExamplePath}", Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Ambiguous.Should().HaveCount(2);
        layout.Narrow(Bucket, "").Places.Should().Equal(new TrailLocation(Bucket, ""));
        layout.Narrow(Bucket, "").Ambiguous.Should().BeEmpty();
    }

    [Fact]
    public async Task Unreadable_digest_files_are_skipped_until_a_readable_one_is_found()
    {
        for (var minute = 10; minute < 50; minute++)
            _directory.Write($"sub/{Bucket}/{PathAt($"20250504T00{minute}00Z")}", "not gzip");
        _directory.Write($"sub/{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));

        (await FindAsync()).Places.Should().Equal(new TrailLocation(Bucket, ""));
    }

    [Fact]
    public async Task Copies_of_other_buckets_are_ignored_if_a_bucket_is_named()
    {
        _directory.Write($"a/{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));
        _directory.Write($"b/{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));
        _directory.Write($"other/{ExamplePath}", Gzip(ExampleDigest.With(Bucket, "other")));

        var layout = (await FindAsync()).Narrow("other", null);

        layout.Places.Should().Equal(new TrailLocation("other", ""));
        layout.Store.Bucket.Should().BeNull();
    }

    [Fact]
    public async Task A_single_AWSLogs_directory_can_be_verified()
    {
        _directory.Write($"a/{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));
        _directory.Write($"a/{Bucket}/backup/{ExamplePath}", Gzip(ExampleDigest.Json));

        var layout = await LocalLayout.FindAsync(_directory.PathTo("a", Bucket, "AWSLogs"), default);

        layout.Ambiguous.Should().BeEmpty();
        layout.Places.Should().Equal(new TrailLocation(Bucket, ""));
        (await layout.Store.ObjectPathsAsync(bucket: Bucket)).Should().Contain(ExamplePath);
    }

    [Fact]
    public async Task A_directory_below_a_prefix_is_recognized()
    {
        _directory.Write(
            $"{Bucket}/logs/{ExamplePath}",
            Gzip(ExampleDigest.With("\"digestS3Object\":\"", "\"digestS3Object\":\"logs\\/"))
        );

        var layout = await LocalLayout.FindAsync(_directory.PathTo(Bucket, "logs"), default);

        layout.Places.Should().Equal(new TrailLocation(Bucket, "logs/"));
        (await layout.Store.ObjectPathsAsync(bucket: Bucket)).Should().Equal("logs/" + ExamplePath);
    }

    [Fact]
    public async Task A_few_forged_digests_do_not_outvote_the_others()
    {
        for (var hour = 10; hour < 16; hour++)
            _directory.Write(
                PathAt($"20250504T{hour}0000Z"),
                Gzip(ExampleDigest.Json.Replace("T110000Z", $"T{hour}0000Z", StringComparison.Ordinal))
            );
        _directory.Write(
            PathAt("20250504T000000Z"),
            Gzip(ExampleDigest.With(Bucket, "evil").Replace("T110000Z", "T000000Z", StringComparison.Ordinal))
        );

        (await FindAsync()).Places.Should().Equal(new TrailLocation(Bucket, ""));
    }

    [Fact]
    public async Task Twenty_thousand_directories_do_not_hide_a_bucket()
    {
        for (var i = 0; i < 20_010; i++)
            Directory.CreateDirectory(_directory.PathTo("a", $"{i:D5}"));
        _directory.Write($"z/{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Places.Should().Equal(new TrailLocation(Bucket, ""));
        layout.Unexamined.Should().BeEmpty();
    }

    [Fact]
    public async Task A_link_to_a_directory_is_reported_and_not_followed()
    {
        using var outside = new TempDirectory();
        outside.Write(ExamplePath, Gzip(ExampleDigest.Json));
        Directory.CreateSymbolicLink(_directory.PathTo("linked"), outside.Path);
        _directory.Write($"{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Places.Should().Equal(new TrailLocation(Bucket, ""));
        layout.Unexamined.Should().ContainSingle().Which.Location.Should().Be(new ObjectLocation("linked", ""));
    }

    [Fact]
    public async Task A_name_that_is_not_UTF_8_is_reported_even_beside_its_printed_form()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _directory.Write($"{Bucket}/{ExamplePath}", Gzip(ExampleDigest.Json));
        _directory.Write("x\ufffd/decoy", "");
        using var root = LocalDirectory.Open(_directory.Path);
        root.CreateDirectory("x\udcff").Dispose();

        try
        {
            (await FindAsync()).Unexamined.Should().NotBeEmpty();
        }
        finally
        {
            // .NET cannot delete a file whose name is not UTF-8.
            string[] arguments = [_directory.Path, "-maxdepth", "1", "-name", "x*", "-exec", "rm", "-r", "{}", "+"];
            using var process = Process.Start("find", arguments);
            await process.WaitForExitAsync();
        }
    }

    private static string PathAt(string end) => ExamplePath.Replace("20250504T110000Z", end, StringComparison.Ordinal);

    private Task<LocalLayout> FindAsync() => LocalLayout.FindAsync(_directory.Path, default);

    private static byte[] Gzip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return buffer.ToArray();
    }
}
