using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>
/// A vector before it is written: the objects, the arguments, and the findings that the specification requires.
/// </summary>
/// <param name="Code">The finding it demonstrates.</param>
/// <param name="Why">What was done, and why it has this verdict.</param>
/// <param name="Store">The objects.</param>
/// <param name="Keys">The trusted keys.</param>
/// <param name="Arguments">The command line, without paths that are only known at run time.</param>
/// <param name="Verdict">The overall verdict.</param>
internal sealed record VectorDraft(
    FindingCode Code,
    string Why,
    MemoryStore Store,
    KeyRing Keys,
    IReadOnlyList<string> Arguments,
    Verdict Verdict
)
{
    /// <summary>The expected findings, in the order of the output.</summary>
    public IReadOnlyList<FindingCode> Findings { get; init; } = [Code];

    public IReadOnlyDictionary<string, string> Faults { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public (string Name, int Value)? Limit { get; init; }

    public Checkpoint? Checkpoint { get; init; }

    /// <summary>A proof as JSON text.</summary>
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

    /// <summary>Two correct hours and a third one whose digest is altered by the holder of the signing key.</summary>
    public static VectorDraft OfAltered(FindingCode code, Verdict verdict, string why, Action<DigestDraft> alter)
    {
        var trail = TrailSimulator.OfHours(2, logFiles: 1);
        trail.Home.AlteredHour(alter, logFiles: 1);
        return Of(code, verdict, why, trail);
    }

    /// <summary>Makes an object, a prefix or another target fail.</summary>
    public VectorDraft WithFault(string target, string fault) =>
        this with
        {
            Faults = new Dictionary<string, string>(StringComparer.Ordinal) { [target] = fault },
        };
}
