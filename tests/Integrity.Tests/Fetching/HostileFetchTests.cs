using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Fetching;

/// <summary>
/// Attackers with write access to the bucket, or with the signing key, choose the names of objects. None may lead out
/// of the directory or replace the fetch's own files.
/// </summary>
public sealed class HostileFetchTests : IDisposable
{
    private const string Day = "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/";

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(3);
    private readonly FetchFixture _fixture;

    public HostileFetchTests() => _fixture = new FetchFixture(_trail);

    public static TheoryData<string> NamesThatCannotBeFiles =>
        [
            "../../../../../../../../../outside",
            "./here",
            "a//b",
            "/absolute",
            "..",
            "nul\0",
            "back\\slash",
            new string('x', 300),
            new string('é', 200),
            "log.json.gz.meta.json",
            "x.ctverify-unfinished",
        ];

    public void Dispose() => _fixture.Dispose();

    /// <summary>Other tests cover the unlisted objects.</summary>
    private static VerificationRequest WithoutUnlisted(VerificationRequest request) =>
        request with
        {
            LooksForUnlisted = false,
        };

    private Task<(Outcome Outcome, FetchSummary Summary)> FetchAsync() => _fixture.FetchAsync(change: WithoutUnlisted);

    private Task<Outcome> VerifyCopyAsync() => _fixture.VerifyCopyAsync(WithoutUnlisted);

    [Theory]
    [MemberData(nameof(NamesThatCannotBeFiles))]
    public async Task A_listed_object_whose_name_cannot_be_a_file_is_reported_and_not_written(string name)
    {
        await FetchAsync();
        var state = _fixture.State;
        var location = new ObjectLocation(TrailSimulator.Bucket, Day + name);
        _trail.Store.Put(location, "junk"u8.ToArray());

        var (outcome, summary) = await FetchAsync();

        var online = await _fixture.VerifyStoreAsync(change: WithoutUnlisted);
        outcome.Lines.Should().Equal(online.Lines);
        summary.Problems.Should().ContainSingle().Which.Location.Should().Be(location);
        _fixture.State.Should().Equal(state);
        (await VerifyCopyAsync())
            .Lines.Should()
            .Equal(online.Lines, "objects that cannot be stored are still reported");
    }

    [Theory]
    [MemberData(nameof(NamesThatCannotBeFiles))]
    public async Task A_log_file_whose_name_cannot_be_a_file_is_missing_or_could_not_be_checked(string name)
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["s3Object"] = name, logFiles: 1);
        var location = new ObjectLocation(TrailSimulator.Bucket, name);

        (await FetchAsync()).Outcome.ShouldBeInvalid(new Expected(FindingCode.LogFileMissing, location));
        (await VerifyCopyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileMissing, location));

        _trail.Store.Put(location, "junk"u8.ToArray());
        (await FetchAsync()).Outcome.ShouldBeIncomplete(new Expected(FindingCode.LogFileUnreadable, location));
        (await VerifyCopyAsync()).ShouldBeIncomplete(new Expected(FindingCode.LogFileUnreadable, location));
        _fixture
            .State.Keys.Should()
            .OnlyContain(path =>
                path.StartsWith("evidence/amzn-s3-demo-bucket/AWSLogs/", StringComparison.Ordinal)
                || path.StartsWith("evidence/keys/", StringComparison.Ordinal)
            );
    }

    [Theory]
    [InlineData("keys", "us-east-2/evil.json")]
    [InlineData("KEYS", "evil.json")]
    [InlineData("manifest.jsonl", "x")]
    [InlineData(".ctverify-unfinished", "1")]
    [InlineData("..", "outside")]
    [InlineData("/etc", "outside")]
    public async Task A_bucket_named_like_a_file_of_the_fetch_is_not_fetched(string bucket, string path)
    {
        var location = new ObjectLocation(bucket, path);
        _trail.Home.AlteredHour(
            draft => (draft.LogFiles[0]!["s3Bucket"], draft.LogFiles[0]!["s3Object"]) = (bucket, path),
            logFiles: 1
        );
        _trail.Store.Put(location, "{\"PublicKeyList\":[]}"u8.ToArray());

        var (outcome, summary) = await FetchAsync();

        outcome.ShouldBeIncomplete(new Expected(FindingCode.LogFileUnreadable, location));
        summary.Problems.Should().ContainSingle().Which.Location.Should().Be(location);
        _fixture.State.Keys.Should().NotContain(file => file.EndsWith(path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_an_object_and_another_below_it_one_is_fetched_and_the_other_reported()
    {
        _trail.Store.Put(new ObjectLocation(TrailSimulator.Bucket, Day + "both"), "a file"u8.ToArray());
        _trail.Store.Put(new ObjectLocation(TrailSimulator.Bucket, Day + "both/below"), "and a folder"u8.ToArray());

        var (outcome, summary) = await FetchAsync();

        outcome.Lines.Should().Equal((await _fixture.VerifyStoreAsync(change: WithoutUnlisted)).Lines);
        summary.Problems.Should().ContainSingle().Which.Message.Should().Contain("cannot store it under its name");
    }

    [Fact]
    public async Task A_folder_placeholder_is_no_problem()
    {
        _trail.Store.Put(new ObjectLocation(TrailSimulator.Bucket, Day), []);

        (await FetchAsync()).Summary.ProblemCount.Should().Be(0);
    }

    [Fact]
    public async Task A_link_in_the_directory_is_not_followed()
    {
        using var elsewhere = new TempDirectory();
        Directory.CreateDirectory(_fixture.CopyPath);
        Directory.CreateSymbolicLink(Path.Combine(_fixture.CopyPath, TrailSimulator.Bucket), elsewhere.Path);

        var (outcome, _) = await FetchAsync();

        outcome.Verdict.Should().Be(Verdict.Incomplete);
        elsewhere.State().Should().BeEmpty();
    }

    [Fact]
    public async Task A_log_file_named_like_a_sidecar_does_not_replace_it()
    {
        var digest = _trail.Digests[1].Location;
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["s3Object"] = digest.Path + ".meta.json", logFiles: 1);
        _trail.Store.Put(digest with { Path = digest.Path + ".meta.json" }, "{\"signature\":\"00\"}"u8.ToArray());

        await FetchAsync();

        (await File.ReadAllTextAsync(_fixture.PathOf(digest) + ".meta.json"))
            .Should()
            .Contain(_trail.Digests[1].Signature);
    }
}
