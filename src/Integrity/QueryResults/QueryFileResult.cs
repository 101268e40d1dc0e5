using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.QueryResults;

/// <summary>The result of checking the sign file, a result file, or their folder.</summary>
public sealed record QueryFileResult
{
    internal QueryFileResult(
        QueryFileKind kind,
        string name,
        ObjectLocation location,
        IReadOnlyList<Finding> findings
    ) => (Kind, Name, Location, Findings) = (kind, name, location, findings);

    /// <summary>The kind of object.</summary>
    public QueryFileKind Kind { get; }

    /// <summary>The file name. For a listed file it comes from the sign file and is not signed.</summary>
    public string Name { get; }

    /// <summary>The location, whether or not the object exists.</summary>
    public ObjectLocation Location { get; }

    /// <summary>The findings; empty if the object is valid.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The sign file if its signature is verified; otherwise <c>null</c>.</summary>
    public SignFile? Verified { get; internal init; }

    /// <summary>The worst severity of the findings.</summary>
    public Verdict Verdict => Finding.VerdictOf(Findings);
}
