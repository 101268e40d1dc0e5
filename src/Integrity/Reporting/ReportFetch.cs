using System.Globalization;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>What came of a fetch into a folder: what is verified in the report is the copy in that folder.</summary>
public sealed record ReportFetch
{
    /// <summary>The folder, as it was named.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether log files were fetched; else nothing is said of them.</summary>
    public required bool HasLogFiles { get; init; }

    /// <summary>How many objects were put into the folder.</summary>
    public required long Taken { get; init; }

    /// <summary>How many bytes came from the store.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many objects were there already.</summary>
    public required long There { get; init; }

    /// <summary>How many files that an interruption had damaged were fetched again.</summary>
    public required long Replaced { get; init; }

    /// <summary>The objects that are not in the folder as they are in the store, in order of their names, as far as there is room.</summary>
    public required IReadOnlyList<ReportFetchProblem> Problems { get; init; }

    /// <summary>How many further ones there are.</summary>
    public long ProblemsLeftOut { get; init; }

    /// <summary>How many objects are not in the folder as they are in the store.</summary>
    public long CountProblems() => Problems.Count + ProblemsLeftOut;

    /// <summary>The verdict of a verification of the copy, on which that of the fetch comes: a copy that is not as the store is no whole one.</summary>
    public Verdict On(Verdict copy) => CountProblems() > 0 && copy == Verdict.Valid ? Verdict.Incomplete : copy;

    /// <summary>The report on the copy as that of the fetch.</summary>
    public ReportDocument On(ReportDocument copy) => copy with
    {
        Fetch = this,
        Verdict = On(copy.Verdict),
        NotProved = HasLogFiles ? copy.NotProved : ["Anything of log files: they were left out of the fetch.", .. copy.NotProved],
    };

    /// <summary>What was fetched, in words.</summary>
    public override string ToString() => Words(Folder);

    /// <summary>The same, with the name of the folder as it can be shown.</summary>
    internal string Words(string folder) =>
        string.Create(CultureInfo.InvariantCulture, $"{PlainWords.Count(Taken, "object", "objects")} ({Bytes / 1e6:#,0.0} MB) fetched into {folder}, {There:#,0} there already")
        + (Replaced > 0 ? $", {PlainWords.Number(Replaced)} that an interruption had damaged fetched again" : "");
}
