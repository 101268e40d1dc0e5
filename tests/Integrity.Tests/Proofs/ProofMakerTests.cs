using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Proofs;

/// <summary>Making proofs of log files and events.</summary>
public sealed class ProofMakerTests
{
    private readonly ProofFixture _fixture = new();

    [Fact]
    public async Task A_log_file_is_proved_by_the_digest_that_lists_it()
    {
        var proof = await _fixture.ProveAsync();

        proof.Digests.Select(digest => digest.Location).Should().Equal(_fixture.Trail.Digests[2].Location);
        proof.Content!.Value.ToArray().Should().Equal(_fixture.Trail.Store[_fixture.LogFile.Location]);
        proof.Keys.Select(key => key.Key.Fingerprint.Hex).Should().Equal(TestKey.First.Fingerprint);
        var result = await _fixture.CheckAsync(proof);
        (result.Verdict, result.Entry!.Location, result.Listing!.Location)
            .Should()
            .Be((Verdict.Valid, _fixture.LogFile.Location, _fixture.Trail.Digests[2].Location));
    }

    [Fact]
    public async Task A_proof_to_the_newest_digest_contains_all_linked_digests()
    {
        var proof = await _fixture.ProveAsync(request => request with { ToNewest = true });

        proof
            .Digests.Select(digest => digest.Location)
            .Should()
            .Equal(_fixture.Trail.Digests.Skip(2).Reverse().Select(digest => digest.Location));
        (await _fixture.CheckAsync(proof)).Newest!.Location.Should().Be(_fixture.Trail.Digests[5].Location);
    }

    [Fact]
    public async Task A_proof_to_the_newest_digest_ends_where_the_chain_restarted()
    {
        _fixture.Trail.Home.Restart(TimeSpan.FromHours(3)).Hours(2);

        var proof = await _fixture.ProveAsync(request => request with { ToNewest = true });

        proof.Digests[0].Location.Should().Be(_fixture.Trail.Digests[5].Location);
    }

    [Fact]
    public async Task A_proof_reaches_the_checkpoint_and_is_checked_against_it()
    {
        var checkpoint = _fixture.CheckpointAfter(5);

        var proof = await _fixture.ProveAsync(request => request with { Checkpoint = checkpoint });

        proof.Digests.Should().HaveCount(3);
        (await _fixture.CheckAsync(proof, checkpoint: checkpoint.Entries[0])).Verdict.Should().Be(Verdict.Valid);
        (await _fixture.CheckAsync(proof, checkpoint: _fixture.CheckpointAfter(4).Entries[0]))
            .Verdict.Should()
            .Be(Verdict.Valid, "the proof contains that digest too");
    }

    [Fact]
    public async Task A_checkpoint_older_than_the_log_file_is_not_reached()
    {
        var attempt = await _fixture.MakeAsync(request => request with { Checkpoint = _fixture.CheckpointAfter(2) });

        attempt.Proof.Should().BeNull();
        attempt.Problem.Should().StartWith("no unbroken chain of digest files leads from the checkpoint");
    }

    [Fact]
    public async Task The_hash_can_be_proved_even_if_the_log_file_is_gone()
    {
        _fixture.Trail.Store.Delete([_fixture.LogFile.Location]);

        var proof = await _fixture.ProveAsync(request => request with { HashOnly = true });

        proof.Content.Should().BeNull();
        var result = await _fixture.CheckAsync(proof);
        (result.Verdict, result.Entry!.Hash.ToString())
            .Should()
            .Be(
                (
                    Verdict.Valid,
                    Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_fixture.LogFile.Content))
                )
            );
    }

    [Fact]
    public async Task A_deleted_log_file_is_evidence_but_no_proof()
    {
        _fixture.Trail.Store.Delete([_fixture.LogFile.Location]);

        var attempt = await _fixture.MakeAsync();

        (attempt.Proof, attempt.Result!.Verdict, attempt.Result.Steps.Single().Findings.Single().Code)
            .Should()
            .Be((null, Verdict.Invalid, FindingCode.LogFileMissing));
    }

    [Fact]
    public async Task A_modified_log_file_is_evidence()
    {
        _fixture.Trail.Store.EditInflated(
            _fixture.LogFile.Location,
            content => [.. content[..^1], (byte)' ', (byte)'}']
        );

        (await _fixture.MakeAsync()).Result!.Steps[^1].Findings.Single().Code.Should().Be(FindingCode.LogFileHash);
    }

    [Fact]
    public async Task An_unlisted_log_file_is_not_found()
    {
        var unlisted = _fixture.Trail.Home.DeliverLogFile(TrailSimulator.Start);

        var attempt = await _fixture.MakeAsync(request => request with { LogFilePath = unlisted.Location.Path });

        (attempt.Proof, attempt.Result, attempt.Problem, attempt.Digests, attempt.NotSearched)
            .Should()
            .Be((null, null, "not found", 6, 0));
    }

    [Fact]
    public async Task The_same_object_path_in_another_bucket_is_another_log_file() =>
        (await _fixture.MakeAsync(request => request with { Bucket = "another-bucket" }))
            .Problem.Should()
            .Be("not found");

    [Fact]
    public async Task A_log_file_of_an_unverified_digest_is_not_proved_but_counted()
    {
        _fixture.Trail.Store.EditInflated(_fixture.Trail.Digests[2].Location, body => [.. body, (byte)' ']);

        var attempt = await _fixture.MakeAsync();

        (attempt.Proof, attempt.Problem, attempt.NotSearched).Should().Be((null, "not found", 1));
    }

    [Fact]
    public async Task A_copy_without_metadata_is_proved_with_the_signature_from_the_next_digest()
    {
        foreach (var digest in _fixture.Trail.Digests)
            _fixture.Trail.Store.EditMetadata(digest.Location, _ => null);

        var proof = await _fixture.ProveAsync();

        proof.Digests.Single().Metadata["signature"].Should().Be(_fixture.Trail.Digests[2].Signature);
    }

    [Fact]
    public async Task A_log_file_of_a_backfill_digest_is_proved()
    {
        _fixture.Trail.Home.Backfill(TrailSimulator.Start.AddHours(1));
        var file = _fixture.Trail.Home.Backfills[0].LogFiles[0];

        var proof = await _fixture.ProveAsync(request => request with { LogFilePath = file.Location.Path });

        proof.Digests.Single().Location.Should().Be(_fixture.Trail.Home.Backfills[0].Location);
        (await _fixture.CheckAsync(proof)).Verdict.Should().Be(Verdict.Valid);
    }

    [Fact]
    public async Task An_event_is_found_by_its_ID_among_all_log_files()
    {
        var file = _fixture.DeliverEvents("one", "two", "three");

        var proof = await _fixture.ProveAsync(request =>
            request with
            {
                Search = _fixture.Trail.Request,
                LogFilePath = null,
                EventId = "two",
            }
        );

        (proof.LogFile, proof.Event!.Index).Should().Be((file.Location, 1));
        System
            .Text.Encoding.UTF8.GetString(proof.Event.Record.Span)
            .Should()
            .Be("""{"eventName":"GetObject","nested":{"eventID":"decoy"},"eventID":"two"}""");
        (await _fixture.CheckAsync(proof)).Verdict.Should().Be(Verdict.Valid);
    }

    [Theory]
    [InlineData("decoy", 0)]
    [InlineData("nowhere", 0)]
    [InlineData("twin", 1)]
    public async Task An_event_that_is_missing_or_duplicated_is_not_proved(string id, int notSearched)
    {
        _fixture.DeliverEvents("one", "twin", "twin");

        var attempt = await _fixture.MakeAsync(request =>
            request with
            {
                Search = _fixture.Trail.Request,
                LogFilePath = null,
                EventId = id,
            }
        );

        (attempt.Proof, attempt.Problem, attempt.NotSearched).Should().Be((null, "not found", notSearched));
    }

    [Fact]
    public async Task A_forged_log_file_is_never_searched()
    {
        var file = _fixture.DeliverEvents("one");
        _fixture.Trail.Store.Put(file.Location, GzipBytes.Compress("""{"Records":[{"eventID":"forged"}]}"""u8));

        var attempt = await _fixture.MakeAsync(request =>
            request with
            {
                Search = _fixture.Trail.Request,
                LogFilePath = null,
                EventId = "forged",
            }
        );

        (attempt.Proof, attempt.NotSearched).Should().Be((null, 1));
    }
}
