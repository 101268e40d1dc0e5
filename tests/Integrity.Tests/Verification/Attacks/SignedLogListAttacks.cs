using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// What a holder of the signing key can write into the list of log files. Names and hashes are followed, but only to
/// objects of the store.
/// </summary>
public sealed class SignedLogListAttacks : IDisposable
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signed-log-list");

    private SimulatedDigest Newest => _trail.Digests[^1];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_log_file_listed_twice_is_checked_twice_and_reported()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles.Add(draft.LogFiles[0]!.DeepClone()));

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(new Expected(FindingCode.LogFileListedTwice, Newest.LogFiles[0].Location));
        (outcome.Summary.Total.LogFiles.Valid, outcome.Summary.Total.LogFiles.Total).Should().Be((6, 7));
    }

    [Fact]
    public async Task A_log_file_that_two_digests_list_is_reported()
    {
        var before = Newest.LogFiles[0];
        _trail.Home.AlteredHour(draft => draft.LogFiles.Add(DigestDraft.Entry(before)));

        // The walk checks the older digest later.
        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.LogFileListedTwice, before.Location));
        (await _trail.VerifyAsync(request => request with { LooksForUnlisted = false })).ShouldBeIncomplete(
            new Expected(FindingCode.LogFileListedTwice, before.Location)
        );
    }

    [Fact]
    public async Task A_log_file_listed_with_two_hashes_is_invalid()
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
    public async Task A_log_file_with_an_unknown_hash_algorithm_cannot_be_checked()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["hashAlgorithm"] = "SHA-512");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.LogFileAlgorithm, Newest.LogFiles[0].Location)
        );
    }

    [Fact]
    public async Task A_log_file_in_another_bucket_is_read_there()
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
    public async Task A_path_that_leaves_the_directory_is_a_missing_log_file(string path)
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
    public async Task A_bucket_name_that_leaves_the_directory_is_a_missing_bucket()
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
    public async Task An_invalid_path_is_a_missing_log_file(string path)
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["s3Object"] = path);

        await IsMissingInAFolder(new ObjectLocation(TrailSimulator.Bucket, path));
    }

    [Fact]
    public async Task A_digest_that_lists_itself_does_not_match_its_hash()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["s3Object"] = draft.Location.Path);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LogFileHash, Newest.Location),
            Unlisted()
        );
    }

    /// <summary>Returns the log file that the digest should list.</summary>
    private Expected Unlisted() => new(FindingCode.LogFileUnlisted, Newest.LogFiles[0].Location);

    /// <summary>Writes the trail into a directory next to the secret, and verifies it there.</summary>
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
