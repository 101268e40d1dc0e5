using System.Text.Json.Nodes;
using Integrity.Checkpoints;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Proofs;

namespace Integrity.Tests.Support;

/// <summary>A trail of six hours, proofs of its log files, and ways to tamper with them.</summary>
internal sealed class ProofFixture
{
    public TrailSimulator Trail { get; } = TrailSimulator.OfHours(6);

    /// <summary>A log file of the third hour.</summary>
    public SimulatedLogFile LogFile => Trail.Digests[2].LogFiles[0];

    /// <summary>Delivers one hour with a log file that contains events with these ids.</summary>
    public SimulatedLogFile DeliverEvents(params string[] ids)
    {
        SimulatedLogFile? delivered = null;
        var content =
            "{\"Records\":["
            + string.Join(
                ',',
                ids.Select(id =>
                    $"{{\"eventName\":\"GetObject\",\"nested\":{{\"eventID\":\"decoy\"}},\"eventID\":\"{id}\"}}"
                )
            )
            + "]}";
        Trail.Home.AlteredHour(draft =>
        {
            var file = Trail.Home.DeliverLogFile(Trail.End) with
            {
                Content = System.Text.Encoding.UTF8.GetBytes(content),
            };
            Trail.Store.Put(
                file.Location,
                GzipBytes.Compress(file.Content),
                new Dictionary<string, string>(StringComparer.Ordinal)
            );
            draft.LogFiles.Add(DigestDraft.Entry(file));
            delivered = file;
        });
        return delivered!;
    }

    public ProofRequest Request => new() { Search = Trail.Request, LogFilePath = LogFile.Location.Path };

    public Task<ProofAttempt> MakeAsync(Func<ProofRequest, ProofRequest>? change = null) =>
        new ProofMaker(Trail.Store, Trail.Keys).MakeAsync(change is null ? Request : change(Request));

    public async Task<Proof> ProveAsync(Func<ProofRequest, ProofRequest>? change = null)
    {
        var attempt = await MakeAsync(change);
        attempt.Result!.Verdict.Should().Be(Verdict.Valid, "an attack needs a valid proof");
        return attempt.Proof!;
    }

    /// <summary>Writes a proof as JSON, tampers with the JSON, and checks the result.</summary>
    public Task<ProofResult> CheckAsync(
        Proof proof,
        Action<JsonObject>? tamper = null,
        IKeySource? keys = null,
        CheckpointEntry? checkpoint = null
    )
    {
        var json = JsonNode.Parse(ProofJson.Write(proof))!.AsObject();
        tamper?.Invoke(json);
        return new ProofChecker(keys ?? Trail.Keys).CheckAsync(
            ProofJson.Read(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString())),
            checkpoint,
            default
        );
    }

    /// <summary>The checkpoint after this many hours.</summary>
    public Checkpoint CheckpointAfter(int hours) => Trail.CheckpointAfter(hours);

    public static JsonObject DigestOf(JsonObject json, int index) => json["digests"]![index]!.AsObject();

    public static void PutContent(JsonObject owner, byte[] content) =>
        owner["content"] = Convert.ToBase64String(content);
}
