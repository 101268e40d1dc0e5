using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Integrity.Checkpoints;
using Integrity.Findings;
using Integrity.Proofs;
using Integrity.Reporting;

namespace Integrity.Cli.Output;

/// <summary>
/// The JSON output of <c>ctverify prove --format json</c>, published as <c>schema/proof-check-v1.schema.json</c>. A
/// version only ever gains members. <see cref="Proved"/> is present only if everything in it is verified.
/// </summary>
internal sealed record ProofCheckJson
{
    public int SchemaVersion { get; init; } = 1;

    public required ReportTool Tool { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>Path of the proof; <c>null</c> if none was written, because it would not be valid.</summary>
    public string? File { get; init; }

    public required Verdict Verdict { get; init; }

    public ProvedFacts? Proved { get; init; }

    public required IReadOnlyList<string> NotProved { get; init; }

    public required IReadOnlyList<ProofCheckStep> Steps { get; init; }

    /// <summary>Creates the output for a checked proof.</summary>
    public static ProofCheckJson Of(
        ReportTool tool,
        DateTimeOffset checkedAt,
        string? file,
        Proof? proof,
        ProofResult result,
        CheckpointEntry? checkpoint
    ) =>
        new()
        {
            Tool = tool,
            CheckedAt = checkedAt,
            File = file,
            Verdict = result.Verdict,
            Proved = proof is null ? null : ProvedFacts.Of(proof, result, checkpoint),
            NotProved =
                proof is null || result.Verdict != Verdict.Valid
                    ? ["Anything: a proof is valid only as a whole."]
                    : [.. new ProofSentences(proof, result, checkpoint).NotProved().Select(Sentence)],
            Steps = [.. result.Steps.Select(ProofCheckStep.Of)],
        };

    private static string Sentence(string clause) => $"{char.ToUpperInvariant(clause[0])}{clause[1..]}.";

    /// <summary>
    /// Returns indented JSON. All other characters than ASCII are escaped, so that text from a proof is harmless
    /// wherever it is displayed.
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(this, ProofCheckJsonContext.Default.ProofCheckJson) + "\n";
}

/// <summary>The facts that a valid proof proves.</summary>
internal sealed record ProvedFacts(
    ProvedLogFile LogFile,
    ProvedRecord? Event,
    ProvedListing DigestFile,
    string TrailName,
    string HomeRegion,
    string AccountId,
    string Region,
    int NewerDigestFiles,
    DateTimeOffset? CheckpointUntil,
    IReadOnlyList<string> InWords
)
{
    /// <summary>Returns the facts, or <c>null</c> if nothing is proved.</summary>
    public static ProvedFacts? Of(Proof proof, ProofResult result, CheckpointEntry? checkpoint)
    {
        if (result is not { Verdict: Verdict.Valid, Listing: { } listing, Entry: { } entry, Chain: { } chain })
            return null;
        var words = new ProofSentences(proof, result, checkpoint);
        return new ProvedFacts(
            new ProvedLogFile(entry.Location.ToString(), entry.Hash.ToString(), proof.Content is not null),
            proof.Event is { } proved ? ProvedRecord.Of(proved) : null,
            new ProvedListing(
                listing.Location.ToString(),
                listing.Period.Start,
                listing.Period.End,
                listing.Fingerprint.Hex
            ),
            chain.TrailName,
            chain.HomeRegion,
            chain.AccountId,
            chain.Region,
            words.NewerDigests,
            checkpoint?.Period.End,
            [.. words.Proved().Select(sentence => sentence.ToString(CultureInfo.InvariantCulture))]
        );
    }
}

/// <summary>The proved log file.</summary>
internal sealed record ProvedLogFile(string Location, string Sha256, bool IsInProof);

/// <summary>The proved event.</summary>
internal sealed record ProvedRecord(string Id, int Index, JsonElement Record)
{
    public static ProvedRecord Of(ProvedEvent proved)
    {
        using var record = JsonDocument.Parse(proved.Record, new JsonDocumentOptions { MaxDepth = 1000 });
        return new ProvedRecord(proved.Id, proved.Index, record.RootElement.Clone());
    }
}

/// <summary>The digest file that lists the log file.</summary>
internal sealed record ProvedListing(string Location, DateTimeOffset Start, DateTimeOffset End, string Key);

/// <summary>The result for one object of the proof.</summary>
internal sealed record ProofCheckStep(
    ReportSubject Subject,
    string Location,
    Verdict Verdict,
    IReadOnlyList<ProofCheckFinding> Findings
)
{
    public static ProofCheckStep Of(ProofStep step) =>
        new(
            step.IsDigest ? ReportSubject.DigestFile : ReportSubject.LogFile,
            step.Location.ToString(),
            step.Verdict,
            [
                .. step.Findings.Select(finding => new ProofCheckFinding(
                    finding.Code,
                    finding.Severity,
                    finding.Message,
                    finding.Expected,
                    finding.Actual,
                    HintWords.Of(finding.Hint)
                )),
            ]
        );
}

/// <summary>One finding on an object.</summary>
internal sealed record ProofCheckFinding(
    FindingCode Code,
    Verdict Weight,
    string Message,
    string? Expected,
    string? Actual,
    string? Hint
);

/// <summary>Serializes the output. The maximum depth is above that of any record that can be proved.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 1100
)]
[JsonSerializable(typeof(ProofCheckJson))]
internal sealed partial class ProofCheckJsonContext : JsonSerializerContext;
