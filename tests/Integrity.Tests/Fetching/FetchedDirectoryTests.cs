using System.Text.Json.Nodes;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Fetching;

/// <summary>What a fetch stores in its directory, and how it treats existing files.</summary>
public sealed class FetchedDirectoryTests : IDisposable
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);
    private readonly FetchFixture _fixture;

    public FetchedDirectoryTests() => _fixture = new FetchFixture(_trail);

    private SimulatedLogFile LogFile => _trail.Digests[1].LogFiles[0];

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Every_object_is_stored_byte_for_byte_even_if_it_was_tampered_with()
    {
        _trail.Store.Edit(LogFile.Location, content => [.. content[..^9], 1, 2, 3]);

        await _fixture.FetchAsync();

        foreach (var location in _trail.Store.Locations)
            File.ReadAllBytes(_fixture.PathOf(location))
                .Should()
                .Equal(_trail.Store[location], "{0} is evidence", location);
        _fixture
            .State.Keys.Where(path => path.EndsWith(".meta.json", StringComparison.Ordinal))
            .Should()
            .HaveCount(4, "only digests have metadata");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((128 << 10) - 1)]
    [InlineData(128 << 10)]
    [InlineData((128 << 10) + 1)]
    [InlineData(700_000)]
    public async Task An_object_of_any_length_is_the_same_from_the_store_and_from_the_directory(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var location = _trail.Digests[0].Location;
        _trail.Store.Put(
            location,
            content,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["signature"] = "abc\u00e9" }
        );

        using var store = _fixture.Open();
        var first = await ReadAsync(store, location);
        var again = await ReadAsync(store, location);

        first.Content.Should().Equal(content);
        again.Content.Should().Equal(content);
        first.Metadata.Should().Equal(again.Metadata).And.Equal(_trail.Store.MetadataOf(location));
        File.ReadAllBytes(_fixture.PathOf(location)).Should().Equal(content);
        _fixture.Requested.Should().ContainSingle();
    }

    [Fact]
    public async Task Objects_that_were_only_listed_are_fetched_at_the_end()
    {
        using var store = _fixture.Open();
        await foreach (var _ in store.ListAsync(TrailSimulator.Bucket, "", null, default))
            _fixture.Requested.Should().BeEmpty("requests of the reader come first");

        await store.FinishAsync(isWhole: true);

        _fixture.Requested.Should().BeEquivalentTo(_trail.Store.Locations);
        foreach (var location in _trail.Store.Locations)
            File.ReadAllBytes(_fixture.PathOf(location)).Should().Equal(_trail.Store[location]);
    }

    [Fact]
    public async Task A_fetch_stopped_before_the_end_stays_incomplete()
    {
        using var stop = new CancellationTokenSource();
        using (var store = _fixture.Open(stop: stop.Token))
        {
            await foreach (var _ in store.ListAsync(TrailSimulator.Bucket, "", null, default))
                await stop.CancelAsync();
            await store.Invoking(it => it.FinishAsync(isWhole: true)).Should().ThrowAsync<OperationCanceledException>();
        }

        File.ReadAllText(_fixture.Manifest).Should().NotContain("\"kind\":\"end\"");
    }

    private static async Task<(byte[] Content, IReadOnlyDictionary<string, string>? Metadata)> ReadAsync(
        FetchingStore store,
        ObjectLocation location
    )
    {
        await using var stored = (await store.OpenAsync(location, default))!;
        using var content = new MemoryStream();
        await stored.Content.CopyToAsync(content);
        return (content.ToArray(), await stored.ReadMetadataAsync(default));
    }

    [Fact]
    public async Task The_manifest_records_size_hash_time_and_the_values_reported_by_the_store()
    {
        await _fixture.FetchAsync();

        var lines = File.ReadAllLines(Path.Combine(_fixture.CopyPath, "manifest.jsonl"))
            .Select(line => JsonNode.Parse(line)!)
            .ToList();
        var taken = lines.Single(line => (string?)line["key"] == LogFile.Location.Path);
        ((string?)taken["kind"]).Should().Be("taken");
        ((long?)taken["size"]).Should().Be(_trail.Store[LogFile.Location].Length);
        ((string?)taken["sha256"]).Should().Be(Sha256Hash.Of(_trail.Store[LogFile.Location]).ToString());
        ((string?)taken["eTag"]).Should().Be($"\"{Sha256Hash.Of(_trail.Store[LogFile.Location])}\"");
        lines.Select(line => (string?)line["kind"]).Should().StartWith("fetch").And.EndWith("end").And.Contain("key");
    }

    [Fact]
    public async Task A_second_fetch_requests_nothing_and_changes_nothing()
    {
        await _fixture.FetchAsync();
        var (state, requested) = (_fixture.State, _fixture.Requested.Count);

        var (outcome, summary) = await _fixture.FetchAsync();

        outcome.ShouldBeValid();
        _fixture.Requested.Should().HaveCount(requested, "existing objects are not requested again");
        (summary.Taken, summary.There, summary.Bytes, summary.ProblemCount).Should().Be((0, 12, 0, 0));
        _fixture.State.Should().Equal(state);
    }

    [Fact]
    public async Task A_later_fetch_requests_only_new_objects()
    {
        await _fixture.FetchAsync();
        _fixture.Requested.Clear();
        _trail.Home.Hours(1);

        var (outcome, summary) = await _fixture.FetchAsync();

        outcome.ShouldBeValid();
        _fixture
            .Requested.Should()
            .BeEquivalentTo([_trail.Digests[4].Location, .. _trail.Digests[4].LogFiles.Select(file => file.Location)]);
        (summary.Taken, summary.There).Should().Be((3, 12));
    }

    [Fact]
    public async Task No_object_is_requested_twice_in_one_fetch()
    {
        await _fixture.FetchAsync();

        _fixture.Requested.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_changed_object_is_reported_by_each_later_fetch_and_the_copy_is_kept()
    {
        await _fixture.FetchAsync();
        var state = _fixture.State;
        _trail.Store.EditInflated(LogFile.Location, content => [.. content, 32]);

        for (var again = 0; again < 2; again++)
        {
            var (_, summary) = await _fixture.FetchAsync();

            var problem = summary.Problems.Should().ContainSingle().Subject;
            (problem.Location, problem.IsChanged).Should().Be((LogFile.Location, true));
            problem.Message.Should().Contain(Sha256Hash.Of(_trail.Store[LogFile.Location]).ToString());
            _fixture.State.Should().Equal(state);
        }
    }

    [Fact]
    public async Task A_digest_whose_metadata_changed_is_reported()
    {
        await _fixture.FetchAsync();
        var state = _fixture.State;
        _trail.Store.EditMetadata(_trail.Digests[2].Location, _ => []);

        var (_, summary) = await _fixture.FetchAsync();

        summary
            .Problems.Should()
            .ContainSingle()
            .Which.Should()
            .Match<FetchProblem>(problem => problem.IsChanged && problem.Location == _trail.Digests[2].Location);
        _fixture.State.Should().Equal(state);
    }

    [Fact]
    public async Task A_deleted_object_is_reported_and_the_copy_is_kept()
    {
        await _fixture.FetchAsync();
        var state = _fixture.State;
        _trail.Store.Delete(LogFile.Location, _trail.Digests[2].Location);

        var (_, summary) = await _fixture.FetchAsync();

        summary
            .Problems.Select(problem => problem.Location)
            .Should()
            .BeEquivalentTo([LogFile.Location, _trail.Digests[2].Location]);
        _fixture.State.Should().Equal(state);
        (await _fixture.VerifyCopyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task An_interrupted_and_repeated_fetch_leaves_the_same_files_as_one_run()
    {
        using var whole = new FetchFixture(_trail);
        await whole.FetchAsync();
        for (var requests = 0; requests < 12; requests++)
        {
            using var fixture = new FetchFixture(_trail);
            await FluentActions
                .Awaiting(() => fixture.FetchAsync(cutAfter: requests))
                .Should()
                .ThrowAsync<OperationCanceledException>();

            (await fixture.FetchAsync()).Outcome.ShouldBeValid();

            fixture.State.Should().Equal(whole.State);
        }
    }

    [Fact]
    public async Task An_unrelated_file_is_compared_and_never_overwritten()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_fixture.PathOf(LogFile.Location))!);
        await File.WriteAllBytesAsync(_fixture.PathOf(LogFile.Location), "mine"u8.ToArray());

        var (outcome, summary) = await _fixture.FetchAsync();

        summary.Problems.Should().ContainSingle().Which.Location.Should().Be(LogFile.Location);
        (await File.ReadAllTextAsync(_fixture.PathOf(LogFile.Location))).Should().Be("mine");
        outcome.ShouldBeInvalid(new Expected(FindingCode.LogFileFormat, LogFile.Location));
    }

    [Fact]
    public async Task Unfinished_files_of_a_killed_fetch_are_deleted()
    {
        await _fixture.FetchAsync();
        var state = _fixture.State;
        Directory.CreateDirectory(Path.Combine(_fixture.CopyPath, ".ctverify-unfinished"));
        await File.WriteAllTextAsync(Path.Combine(_fixture.CopyPath, ".ctverify-unfinished", "7"), "half");
        await File.AppendAllTextAsync(Path.Combine(_fixture.CopyPath, "manifest.jsonl"), "{\"kind\":\"tak");

        (await _fixture.FetchAsync()).Outcome.ShouldBeValid();

        _fixture.State.Should().Equal(state);
        File.ReadAllText(Path.Combine(_fixture.CopyPath, "manifest.jsonl"))
            .Should()
            .NotContain("\"tak{")
            .And.EndWith("}\n");
    }

    [Theory]
    [InlineData("not JSON\n")]
    [InlineData("{}\n")]
    [InlineData("null\n")]
    [InlineData("{\"kind\":\"taken\"}\n")]
    [InlineData("{\"kind\":\"unheard of\",\"at\":\"2025-05-04T10:00:00Z\"}\n")]
    public async Task An_invalid_manifest_is_rejected_and_not_changed(string line)
    {
        await _fixture.FetchAsync();
        var path = Path.Combine(_fixture.CopyPath, "manifest.jsonl");
        await File.AppendAllTextAsync(path, line);
        var before = await File.ReadAllBytesAsync(path);

        await FluentActions.Awaiting(() => _fixture.FetchAsync()).Should().ThrowAsync<FetchException>();
        FluentActions.Invoking(() => FetchedStore.Find(_fixture.CopyPath)).Should().Throw<FetchException>();

        (await File.ReadAllBytesAsync(path)).Should().Equal(before);
    }

    [Fact]
    public async Task No_change_of_the_manifest_makes_a_deleted_log_file_valid()
    {
        _trail.Store.Delete(LogFile.Location);
        await _fixture.FetchAsync();
        var path = Path.Combine(_fixture.CopyPath, "manifest.jsonl");
        var lines = await File.ReadAllLinesAsync(path);

        await File.WriteAllLinesAsync(
            path,
            lines.Where(line => !line.Contains(LogFile.Location.Path, StringComparison.Ordinal))
        );
        (await _fixture.VerifyCopyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.LogFileUnreadable, LogFile.Location)
        );

        await File.WriteAllLinesAsync(
            path,
            lines.Select(line =>
                line.Replace("\"absent\",", "\"taken\",\"size\":1,\"sha256\":\"00\",", StringComparison.Ordinal)
            )
        );
        (await _fixture.VerifyCopyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileMissing, LogFile.Location));
    }
}
