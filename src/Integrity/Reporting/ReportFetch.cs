using System.Globalization;
using System.Text.Json.Serialization;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>The result of a fetch into a directory. The report then covers the copy in that directory.</summary>
public sealed record ReportFetch
{
    /// <summary>The directory as given.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether log files were fetched. If not, the report does not cover them.</summary>
    public required bool HasLogFiles { get; init; }

    /// <summary>The number of objects stored in the directory.</summary>
    [JsonPropertyName("taken")]
    public required long Stored { get; init; }

    /// <summary>The number of bytes downloaded.</summary>
    public required long Bytes { get; init; }

    /// <summary>The number of objects that were already present.</summary>
    [JsonPropertyName("there")]
    public required long AlreadyPresent { get; init; }

    /// <summary>The number of files fetched again because an interruption had damaged them.</summary>
    [JsonPropertyName("replaced")]
    public required long FetchedAgain { get; init; }

    /// <summary>The objects that differ from the store, by name, up to a limit.</summary>
    public required IReadOnlyList<ReportFetchProblem> Problems { get; init; }

    /// <summary>The number of such objects left out.</summary>
    public long ProblemsLeftOut { get; init; }

    /// <summary>Returns the number of objects that differ from the store.</summary>
    public long CountProblems() => Problems.Count + ProblemsLeftOut;

    /// <summary>
    /// Returns the verdict on a fetched copy: at best incomplete if the copy differs from the store.
    /// </summary>
    public Verdict On(Verdict copy) => CountProblems() > 0 && copy == Verdict.Valid ? Verdict.Incomplete : copy;

    /// <summary>Adds the fetch to the report on the copy.</summary>
    public ReportDocument On(ReportDocument copy) =>
        copy with
        {
            Fetch = this,
            Verdict = On(copy.Verdict),
            Summary = On(copy.Verdict) == copy.Verdict ? copy.Summary : OfProblems().ToString(),
            NotProved = HasLogFiles
                ? copy.NotProved
                : ["That log files are genuine: they were not fetched.", .. copy.NotProved],
        };

    /// <summary>Returns the summary of a verification, or of the fetch if only that has problems.</summary>
    internal VerdictSentence On(VerdictSentence copy) => On(copy.Verdict) == copy.Verdict ? copy : OfProblems();

    private VerdictSentence OfProblems() =>
        new(
            Verdict.Incomplete,
            $"nothing is wrong, but {PlainWords.Count(CountProblems(), "object", "objects")} could not be fetched or "
                + "changed afterward"
        );

    /// <summary>Describes the fetch in a sentence.</summary>
    public override string ToString() => Words(Folder);

    /// <summary>Describes the fetch, with the directory name already escaped.</summary>
    internal string Words(string folder) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{PlainWords.Count(Stored, "object", "objects")} ({Bytes / 1e6:#,0.0} MB) fetched into {folder}, "
                + $"{AlreadyPresent:#,0} already present"
        )
        + (FetchedAgain > 0 ? $", {PlainWords.Number(FetchedAgain)} damaged by an interruption and fetched again" : "");
}
