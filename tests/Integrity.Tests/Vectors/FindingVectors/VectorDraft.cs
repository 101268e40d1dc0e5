using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>A vector before it is written: what lies in the store, what is asked, and what, by the specification, must be found.</summary>
/// <param name="Code">The finding that it shows.</param>
/// <param name="Why">What was done, and why it is judged so.</param>
/// <param name="Store">The objects.</param>
/// <param name="Keys">The keys that are trusted.</param>
/// <param name="Arguments">The command line, without the places that only a run knows.</param>
/// <param name="Verdict">The verdict of the whole.</param>
internal sealed record VectorDraft(
    FindingCode Code,
    string Why,
    MemoryStore Store,
    KeyRing Keys,
    IReadOnlyList<string> Arguments,
    Verdict Verdict
)
{
    /// <summary>All that must be found, in the order of the output.</summary>
    public IReadOnlyList<FindingCode> Findings { get; init; } = [Code];

    public IReadOnlyDictionary<string, string> Faults { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public (string Name, int Value)? Limit { get; init; }

    public Checkpoint? Checkpoint { get; init; }

    /// <summary>A proof, as text.</summary>
    public byte[]? Proof { get; init; }

    /// <summary>A trail, verified over all its hours.</summary>
    public static VectorDraft Of(
        FindingCode code,
        Verdict verdict,
        string why,
        TrailSimulator trail,
        DateTimeOffset? start = null
    ) =>
        new(
            code,
            why,
            trail.Store,
            trail.Keys,
            [
                "validate-logs",
                "--trail-arn",
                trail.Trail.Arn,
                "--start-time",
                UtcTime.Format(start ?? TrailSimulator.Start),
                "--end-time",
                UtcTime.Format(trail.End),
                "--verbose",
            ],
            verdict
        );

    /// <summary>Two true hours, and a third one whose digest says what the key holder likes.</summary>
    public static VectorDraft OfLie(FindingCode code, Verdict verdict, string why, Action<DigestDraft> lie)
    {
        var trail = TrailSimulator.OfHours(2, logFiles: 1);
        trail.Home.AlteredHour(lie, logFiles: 1);
        return Of(code, verdict, why, trail);
    }

    /// <summary>One object, prefix or other thing that fails.</summary>
    public VectorDraft WithFault(string what, string how) =>
        this with
        {
            Faults = new Dictionary<string, string>(StringComparer.Ordinal) { [what] = how },
        };
}
