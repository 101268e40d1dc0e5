namespace Integrity.Findings;

/// <summary>
/// What can be said of an object, a range or a whole verification. The verdict of a whole is the minimum of its parts,
/// and the zero value is the worst, so that forgetting to set one fails closed.
/// </summary>
public enum Verdict
{
    /// <summary>There is evidence that something is not what was delivered.</summary>
    Invalid = 0,

    /// <summary>No such evidence, but something could not be checked, or is not covered, or nothing was checked at all.</summary>
    Incomplete = 1,

    /// <summary>All was checked, and all is what was delivered.</summary>
    Valid = 2,
}
