using System.Text;
using System.Text.Json.Nodes;
using Integrity.Findings;
using Integrity.Proofs;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>Problems with a proof received from someone else.</summary>
internal static class ProofScenarios
{
    public static IEnumerable<VectorDraft> All => [Chain(), Checkpoint(), NotListed(), Event()];

    private static VectorDraft Chain()
    {
        var fixture = new ProofFixture();
        var proof = Prove(fixture, request => request with { ToNewest = true });
        return Of(
            fixture,
            FindingCode.ProofChain,
            Verdict.Invalid,
            "One digest was removed from a proof. The next digest is not the one that its neighbor names.",
            proof,
            json => json["digests"]!.AsArray().RemoveAt(1)
        );
    }

    private static VectorDraft Checkpoint()
    {
        var fixture = new ProofFixture();
        return Of(
            fixture,
            FindingCode.ProofCheckpoint,
            Verdict.Incomplete,
            "The proof ends before the digest of the checkpoint. It may or may not belong to the same chain.",
            Prove(fixture)
        ) with
        {
            Checkpoint = fixture.CheckpointAfter(5),
        };
    }

    private static VectorDraft NotListed()
    {
        var fixture = new ProofFixture();
        var other = fixture.Trail.Digests[1].LogFiles[0];
        return Of(
            fixture,
            FindingCode.ProofNotListed,
            Verdict.Invalid,
            "The log file was replaced by another genuine one that the digest in the proof does not list.",
            Prove(fixture),
            json =>
            {
                json["logFile"]!["s3Object"] = other.Location.Path;
                ProofFixture.PutContent(json["logFile"]!.AsObject(), fixture.Trail.Store[other.Location]);
            }
        );
    }

    private static VectorDraft Event()
    {
        var fixture = new ProofFixture();
        fixture.DeliverEvents("6d56f7b1-0c4b-4f4e-9d6b-0c6f5f2c8f11", "6d56f7b1-0c4b-4f4e-9d6b-0c6f5f2c8f12");
        var proof = Prove(
            fixture,
            request => new ProofRequest { Search = request.Search, EventId = "6d56f7b1-0c4b-4f4e-9d6b-0c6f5f2c8f11" }
        );
        return Of(
            fixture,
            FindingCode.ProofEvent,
            Verdict.Invalid,
            "The event record was changed in the proof but not in the log file.",
            proof,
            json => json["event"]!["record"]!["eventName"] = "DeleteObject"
        );
    }

    private static Proof Prove(ProofFixture fixture, Func<ProofRequest, ProofRequest>? change = null) =>
        fixture.ProveAsync(change).GetAwaiter().GetResult();

    private static VectorDraft Of(
        ProofFixture fixture,
        FindingCode code,
        Verdict verdict,
        string why,
        Proof proof,
        Action<JsonObject>? tamper = null
    )
    {
        var json = JsonNode.Parse(ProofJson.Write(proof))!.AsObject();
        tamper?.Invoke(json);
        return new VectorDraft(code, why, new MemoryStore(), fixture.Trail.Keys, ["prove"], verdict)
        {
            Proof = Encoding.UTF8.GetBytes(json.ToJsonString(VectorFiles.Json) + "\n"),
        };
    }
}
