using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.QueryResults;

/// <summary>What was found on the sign file, on a result file, or on their folder.</summary>
public sealed record QueryFileResult
{
    internal QueryFileResult(
        QueryFileKind kind,
        string name,
        ObjectLocation location,
        IReadOnlyList<Finding> findings
    ) => (Kind, Name, Location, Findings) = (kind, name, location, findings);

    /// <summary>What it is about.</summary>
    public QueryFileKind Kind { get; }

    /// <summary>The name in the folder. Of a listed file it is what the sign file says, which is not signed.</summary>
    public string Name { get; }

    /// <summary>Where it lies, or should lie.</summary>
    public ObjectLocation Location { get; }

    /// <summary>What was found; empty when all is well.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The sign file, when its signature is verified; else <c>null</c>.</summary>
    public SignFile? Verified { get; internal init; }

    /// <summary>The worst weight of the findings.</summary>
    public Verdict Verdict => Finding.VerdictOf(Findings);
}
