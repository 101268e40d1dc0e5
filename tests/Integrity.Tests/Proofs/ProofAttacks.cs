using System.Text.Json.Nodes;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Proofs;
using Integrity.Tests.Support;

namespace Integrity.Tests.Proofs;

/// <summary>
/// Forged proofs by someone who has every genuine object but no signing key. Each forgery is detected, and the proof
/// then proves nothing.
/// </summary>
public sealed class ProofAttacks
{
    private readonly ProofFixture _fixture = new();

    [Fact]
    public async Task Content_of_another_log_file() =>
        await ShouldFailAsync(
            FindingCode.LogFileHash,
            json =>
                ProofFixture.PutContent(
                    json["logFile"]!.AsObject(),
                    _fixture.Trail.Store[_fixture.Trail.Digests[2].LogFiles[1].Location]
                )
        );

    [Fact]
    public async Task A_log_file_of_another_digest()
    {
        var other = _fixture.Trail.Digests[3].LogFiles[0];
        await ShouldFailAsync(
            FindingCode.ProofNotListed,
            json =>
            {
                json["logFile"]!["s3Object"] = other.Location.Path;
                ProofFixture.PutContent(json["logFile"]!.AsObject(), _fixture.Trail.Store[other.Location]);
            }
        );
    }

    [Theory]
    [InlineData("s3Bucket", "another-bucket")]
    [InlineData("s3Object", "AWSLogs/elsewhere.json.gz")]
    public async Task A_changed_location_of_the_log_file(string member, string value) =>
        await ShouldFailAsync(FindingCode.ProofNotListed, json => json["logFile"]![member] = value);

    [Fact]
    public async Task A_gzip_bomb_as_log_file() =>
        await ShouldFailAsync(
            FindingCode.LogFileHash,
            json => ProofFixture.PutContent(json["logFile"]!.AsObject(), GzipBytes.Bomb(50 << 20))
        );

    [Fact]
    public async Task Bytes_appended_to_the_log_file() =>
        await ShouldFailAsync(
            FindingCode.LogFileTrailingData,
            json =>
                ProofFixture.PutContent(
                    json["logFile"]!.AsObject(),
                    [.. _fixture.Trail.Store[_fixture.LogFile.Location], 0]
                )
        );

    [Fact]
    public async Task A_swapped_digest() =>
        await ShouldFailAsync(
            FindingCode.DigestMoved,
            json =>
                ProofFixture.PutContent(
                    ProofFixture.DigestOf(json, 0),
                    _fixture.Trail.Store[_fixture.Trail.Digests[3].Location]
                )
        );

    [Fact]
    public async Task An_edited_digest()
    {
        var forged = System
            .Text.Encoding.UTF8.GetString(_fixture.Trail.Digests[2].Body)
            .Replace("SHA-256", "sha-256", StringComparison.Ordinal);
        await ShouldFailAsync(
            FindingCode.SignatureWrong,
            json =>
                ProofFixture.PutContent(
                    ProofFixture.DigestOf(json, 0),
                    GzipBytes.Compress(System.Text.Encoding.UTF8.GetBytes(forged))
                )
        );
    }

    [Fact]
    public async Task A_truncated_digest() =>
        await ShouldFailAsync(
            FindingCode.DigestFormat,
            json =>
                ProofFixture.PutContent(
                    ProofFixture.DigestOf(json, 0),
                    _fixture.Trail.Store[_fixture.Trail.Digests[2].Location][..^9]
                )
        );

    [Fact]
    public async Task The_signature_of_another_digest() =>
        await ShouldFailAsync(
            FindingCode.SignatureWrong,
            json => ProofFixture.DigestOf(json, 0)["metadata"]!["signature"] = _fixture.Trail.Digests[1].Signature
        );

    [Fact]
    public async Task No_signature() =>
        await ShouldFailAsync(
            FindingCode.SignatureMissing,
            json => ProofFixture.DigestOf(json, 0)["metadata"] = new JsonObject()
        );

    [Fact]
    public async Task A_proof_signed_with_an_untrusted_key_that_it_contains()
    {
        var stranger = new TrailSimulator();
        stranger.Home.Rotate(TestKey.Untrusted).Hours(1);
        var request = new ProofRequest
        {
            Search = stranger.Request,
            LogFilePath = stranger.Digests[0].LogFiles[0].Location.Path,
        };
        var proof = (await new ProofMaker(stranger.Store, stranger.Keys).MakeAsync(request)).Proof!;

        var result = await _fixture.CheckAsync(proof);

        proof.Keys.Should().NotBeEmpty("the key is in the proof but not trusted");
        ShouldProveNothing(result, FindingCode.KeyUnknown);
    }

    [Fact]
    public async Task A_key_of_another_region() =>
        ShouldProveNothing(
            await _fixture.CheckAsync(
                await _fixture.ProveAsync(),
                keys: new KeyRing([new TrustedKey(TestKey.First.Public, "eu-west-1")])
            ),
            FindingCode.KeyUnknown
        );

    [Fact]
    public async Task A_key_outside_its_validity() =>
        ShouldProveNothing(
            await _fixture.CheckAsync(
                await _fixture.ProveAsync(),
                keys: new KeyRing([
                    new TrustedKey(TestKey.First.Public, TrailSimulator.HomeRegion, TrailSimulator.Start.AddDays(1)),
                ])
            ),
            FindingCode.KeyOutsideValidity
        );

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    public async Task Reordered_digests(int one, int other) =>
        await ShouldFailAsync(
            FindingCode.ProofChain,
            json =>
            {
                var digests = json["digests"]!.AsArray().Select(digest => digest!.DeepClone()).ToList();
                (digests[one], digests[other]) = (digests[other], digests[one]);
                json["digests"] = new JsonArray([.. digests]);
            },
            toNewest: true
        );

    [Fact]
    public async Task A_digest_missing_from_the_chain() =>
        await ShouldFailAsync(FindingCode.ProofChain, json => json["digests"]!.AsArray().RemoveAt(1), toNewest: true);

    [Fact]
    public async Task A_digest_of_another_region_in_front()
    {
        _fixture.Trail.In("eu-west-1").Hours(6);
        var foreign = _fixture.Trail.In("eu-west-1").Digests[5];
        await ShouldFailAsync(FindingCode.ProofChain, json => json["digests"]!.AsArray().Insert(0, Entry(foreign)));
    }

    [Fact]
    public async Task A_fork_signed_by_the_key_holder_is_not_linked_to_the_chain()
    {
        var proof = await _fixture.ProveAsync(request => request with { ToNewest = true });
        var draft = _fixture.Trail.Home.Draft(
            _fixture.Trail.Digests[2].Period,
            [_fixture.LogFile],
            _fixture.Trail.Digests[2].Location
        );
        var forked = _fixture.Trail.Home.Deliver(draft, _fixture.Trail.Digests[2].Period, [_fixture.LogFile]);

        var result = await _fixture.CheckAsync(proof, json => json["digests"]!.AsArray()[^1] = Entry(forked));

        ShouldProveNothing(result, FindingCode.LinkHash, FindingCode.LinkSignature);
    }

    [Fact]
    public async Task A_fork_is_detected_with_the_checkpoint()
    {
        var checkpoint = _fixture.CheckpointAfter(3).Entries[0];
        var draft = _fixture.Trail.Home.Draft(
            _fixture.Trail.Digests[2].Period,
            [_fixture.LogFile],
            _fixture.Trail.Digests[2].Location
        );
        var forked = _fixture.Trail.Home.Deliver(draft, _fixture.Trail.Digests[2].Period, [_fixture.LogFile]);
        var proof = await _fixture.ProveAsync(request =>
            request with
            {
                Search = request.Search with { End = _fixture.Trail.Digests[1].End },
            }
        );

        ShouldProveNothing(await _fixture.CheckAsync(proof, checkpoint: checkpoint), FindingCode.CheckpointMismatch);
        proof.Digests[0].Metadata["signature"].Should().Be(forked.Signature, "the check must have used the fork");
    }

    [Fact]
    public async Task A_proof_that_does_not_reach_the_checkpoint_is_incomplete()
    {
        var result = await _fixture.CheckAsync(
            await _fixture.ProveAsync(),
            checkpoint: _fixture.CheckpointAfter(5).Entries[0]
        );

        (result.Verdict, result.Entry).Should().Be((Verdict.Incomplete, null));
        result.Steps[0].Findings.Single().Code.Should().Be(FindingCode.ProofCheckpoint);
    }

    [Fact]
    public async Task The_checkpoint_of_another_chain_makes_it_incomplete()
    {
        var entry = _fixture.CheckpointAfter(3).Entries[0];

        var result = await _fixture.CheckAsync(
            await _fixture.ProveAsync(),
            checkpoint: entry with
            {
                Chain = entry.Chain with { Region = "eu-west-1" },
            }
        );

        result.Verdict.Should().Be(Verdict.Incomplete);
    }

    private JsonObject Entry(SimulatedDigest digest) =>
        new()
        {
            ["s3Bucket"] = digest.Location.Bucket,
            ["s3Object"] = digest.Location.Path,
            ["metadata"] = new JsonObject(
                digest.Metadata.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value))
            ),
            ["content"] = Convert.ToBase64String(_fixture.Trail.Store[digest.Location]),
        };

    private async Task ShouldFailAsync(FindingCode code, Action<JsonObject> tamper, bool toNewest = false)
    {
        var proof = await _fixture.ProveAsync(request => request with { ToNewest = toNewest });

        ShouldProveNothing(await _fixture.CheckAsync(proof, tamper), code);
    }

    internal static void ShouldProveNothing(ProofResult result, params FindingCode[] codes)
    {
        result.Verdict.Should().Be(Verdict.Invalid);
        result.Steps.SelectMany(step => step.Findings).Select(finding => finding.Code).Should().BeEquivalentTo(codes);
        (result.Entry, result.Listing, result.Newest, result.Chain)
            .Should()
            .Be(
                ((LogFileEntry?)null, (Digest?)null, (PreviousDigest?)null, (ChainId?)null),
                "an invalid proof must not return verified values"
            );
    }
}
