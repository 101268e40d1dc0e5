namespace Integrity.Findings;

/// <summary>The verdict on an object, a range or a whole verification.</summary>
/// <remarks>
/// The verdict on a whole is the minimum of its parts. The default value is the worst one, so an unset verdict fails
/// closed.
/// </remarks>
public enum Verdict
{
    /// <summary>There is evidence that something differs from what was delivered.</summary>
    Invalid = 0,

    /// <summary>
    /// No such evidence, but something was not checked or not covered, or nothing was checked at all.
    /// </summary>
    Incomplete = 1,

    /// <summary>Everything was checked and is what was delivered.</summary>
    Valid = 2,
}
