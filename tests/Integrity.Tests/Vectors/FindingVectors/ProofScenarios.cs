using System.Text;
using System.Text.Json.Nodes;
using Integrity.Findings;
using Integrity.Proofs;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>What can be wrong with a proof that somebody hands over.</summary>
internal static class ProofScenarios
{
    public static IEnumerable<VectorDraft> All => [Chain(), Checkpoint(), NotListed(), Event()];

    private static VectorDraft Chain()
    {
        var bench = new ProofBench();
        var proof = Prove(bench, request => request with { ToNewest = true });
        return Of(
            bench,
            FindingCode.ProofChain,
            Verdict.Invalid,
            "One digest was taken out of a proof: the next one is not the one that its neighbour names.",
            proof,
            json => json["digests"]!.AsArray().RemoveAt(1)
        );
    }

    private static VectorDraft Checkpoint()
    {
        var bench = new ProofBench();
        return Of(
            bench,
            FindingCode.ProofCheckpoint,
            Verdict.Incomplete,
            "The proof ends before the digest of the checkpoint: nothing says that it is of the same chain, and nothing says that it is not.",
            Prove(bench)
        ) with
        {
            Checkpoint = bench.CheckpointAfter(5),
        };
    }

    private static VectorDraft NotListed()
    {
        var bench = new ProofBench();
        var other = bench.Trail.Digests[1].LogFiles[0];
        return Of(
            bench,
            FindingCode.ProofNotListed,
            Verdict.Invalid,
            "The log file was exchanged for another genuine one, which the digest in the proof does not list.",
            Prove(bench),
            json =>
            {
                json["logFile"]!["s3Object"] = other.Location.Key;
                ProofBench.PutContent(json["logFile"]!.AsObject(), bench.Trail.Store[other.Location]);
            }
        );
    }

    private static VectorDraft Event()
    {
        var bench = new ProofBench();
        bench.DeliverEvents("6d56f7b1-0c4b-4f4e-9d6b-0c6f5f2c8f11", "6d56f7b1-0c4b-4f4e-9d6b-0c6f5f2c8f12");
        var proof = Prove(
            bench,
            request => new ProofRequest { Search = request.Search, EventId = "6d56f7b1-0c4b-4f4e-9d6b-0c6f5f2c8f11" }
        );
        return Of(
            bench,
            FindingCode.ProofEvent,
            Verdict.Invalid,
            "The record of the event was changed in the proof, and not in the log file.",
            proof,
            json => json["event"]!["record"]!["eventName"] = "DeleteObject"
        );
    }

    private static Proof Prove(ProofBench bench, Func<ProofRequest, ProofRequest>? change = null) =>
        bench.ProveAsync(change).GetAwaiter().GetResult();

    private static VectorDraft Of(
        ProofBench bench,
        FindingCode code,
        Verdict verdict,
        string why,
        Proof proof,
        Action<JsonObject>? tamper = null
    )
    {
        var json = JsonNode.Parse(ProofJson.Write(proof))!.AsObject();
        tamper?.Invoke(json);
        return new VectorDraft(code, why, new MemoryStore(), bench.Trail.Keys, ["prove"], verdict)
        {
            Proof = Encoding.UTF8.GetBytes(json.ToJsonString(VectorFiles.Json) + "\n"),
        };
    }
}
