using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>What someone who holds the signing key can write into the list of log files: names and hashes are followed, and lead nowhere but to objects of the store.</summary>
public sealed class SignedLogListAttacks : IDisposable
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signed-log-list");

    private SimulatedDigest Newest => _trail.Digests[^1];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_log_file_listed_twice_is_checked_twice_and_told()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles.Add(draft.LogFiles[0]!.DeepClone()));

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(new Expected(FindingCode.LogFileListedTwice, Newest.LogFiles[0].Location));
        (outcome.Summary.Total.LogFiles.Valid, outcome.Summary.Total.LogFiles.Total).Should().Be((6, 7));
    }

    [Fact]
    public async Task A_log_file_that_two_digests_list_is_told()
    {
        var before = Newest.LogFiles[0];
        _trail.Home.AlteredHour(draft => draft.LogFiles.Add(DigestDraft.Entry(before)));

        // the older digest comes later in the walk
        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.LogFileListedTwice, before.Location));
        (await _trail.VerifyAsync(request => request with { LooksForUnlisted = false })).ShouldBeIncomplete(
            new Expected(FindingCode.LogFileListedTwice, before.Location)
        );
    }

    [Fact]
    public async Task A_log_file_listed_twice_with_two_hashes_cannot_be_both()
    {
        _trail.Home.AlteredHour(draft =>
        {
            var second = draft.LogFiles[0]!.DeepClone();
            second["hashValue"] = new string('0', 64);
            draft.LogFiles.Add(second);
        });

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LogFileHash, Newest.LogFiles[0].Location),
            new Expected(FindingCode.LogFileListedTwice, Newest.LogFiles[0].Location)
        );
    }

    [Fact]
    public async Task A_log_file_with_a_hash_of_an_unknown_kind_could_not_be_checked()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["hashAlgorithm"] = "SHA-512");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.LogFileAlgorithm, Newest.LogFiles[0].Location)
        );
    }

    [Fact]
    public async Task A_log_file_in_another_bucket_is_looked_for_there()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["s3Bucket"] = "amzn-s3-demo-bucket2");
        var elsewhere = Newest.LogFiles[0].Location with { Bucket = "amzn-s3-demo-bucket2" };

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileMissing, elsewhere), Unlisted());

        _trail.Store.Copy(Newest.LogFiles[0].Location, elsewhere);
        _trail.Store.Delete(Newest.LogFiles[0].Location);
        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Theory]
    [InlineData("../secret.json.gz")]
    [InlineData("AWSLogs/../../secret.json.gz")]
    [InlineData("./../secret.json.gz")]
    [InlineData("/../secret.json.gz")]
    public async Task A_name_that_leads_out_of_the_folder_is_a_log_file_that_does_not_exist(string path)
    {
        var secret = GzipBytes.Compress("not yours"u8);
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "secret.json.gz"), secret);
        _trail.Home.AlteredHour(draft =>
            (draft.LogFiles[0]!["s3Object"], draft.LogFiles[0]!["hashValue"]) = (
                path,
                Convert.ToHexStringLower(SHA256.HashData("not yours"u8))
            )
        );

        await IsMissingInAFolder(new ObjectLocation(TrailSimulator.Bucket, path));
    }

    [Fact]
    public async Task A_bucket_that_leads_out_of_the_folder_is_a_bucket_that_does_not_exist()
    {
        await File.WriteAllBytesAsync(
            Path.Combine(_folder.FullName, "secret.json.gz"),
            GzipBytes.Compress("not yours"u8)
        );
        _trail.Home.AlteredHour(draft =>
            (draft.LogFiles[0]!["s3Bucket"], draft.LogFiles[0]!["s3Object"], draft.LogFiles[0]!["hashValue"]) = (
                "..",
                "secret.json.gz",
                Convert.ToHexStringLower(SHA256.HashData("not yours"u8))
            )
        );

        await IsMissingInAFolder(new ObjectLocation("..", "secret.json.gz"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0000")]
    [InlineData("\u001b]0;owned\u0007")]
    public async Task A_name_that_is_none_is_a_log_file_that_does_not_exist(string path)
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["s3Object"] = path);

        await IsMissingInAFolder(new ObjectLocation(TrailSimulator.Bucket, path));
    }

    [Fact]
    public async Task A_digest_can_list_itself_and_is_not_what_it_says()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["s3Object"] = draft.Location.Path);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LogFileHash, Newest.Location),
            Unlisted()
        );
    }

    /// <summary>The log file that the digest should have listed.</summary>
    private Expected Unlisted() => new(FindingCode.LogFileUnlisted, Newest.LogFiles[0].Location);

    /// <summary>Writes the trail into a folder below the temporary one, whose parent holds the secret, and verifies it there.</summary>
    private async Task IsMissingInAFolder(ObjectLocation location)
    {
        var store = LocalDirectoryStore.OfBuckets(Path.Combine(_folder.FullName, "copy"));
        foreach (var at in _trail.Store.Locations)
            (await store.WriteOnceAsync(at, _trail.Store[at], _trail.Store.MetadataOf(at)!, CancellationToken.None))
                .Should()
                .BeTrue();

        var outcome = await Outcome.OnceAsync(store, _trail.Keys, _trail.Request, _trail.End.AddDays(1));

        outcome.ShouldBeInvalid(new Expected(FindingCode.LogFileMissing, location), Unlisted());
    }
}
