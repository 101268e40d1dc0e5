using Integrity.Findings;

namespace Integrity.QueryResults;

/// <summary>
/// Summarizes the results of a verification of query results, with the overall verdict. Not thread-safe.
/// </summary>
public sealed class QueryResultsSummary
{
    private Verdict _worst = Verdict.Valid;

    /// <summary>Counts of sign files.</summary>
    public Tally SignFiles { get; } = new();

    /// <summary>Counts of result files.</summary>
    public Tally ResultFiles { get; } = new();

    /// <summary>Whether the verification was interrupted.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>
    /// The worst verdict added so far. Without a valid sign file and a valid result file, or after an interruption, it
    /// is <see cref="Verdict.Incomplete"/> at best.
    /// </summary>
    public Verdict Verdict =>
        _worst == Verdict.Valid && (IsInterrupted || SignFiles.Valid == 0 || ResultFiles.Valid == 0)
            ? Verdict.Incomplete
            : _worst;

    /// <summary>Records that the verification was interrupted.</summary>
    public void Interrupt() => IsInterrupted = true;

    /// <summary>Adds a result.</summary>
    public void Add(QueryFileResult result)
    {
        if (result.Verdict < _worst)
            _worst = result.Verdict;
        if (result.Kind == QueryFileKind.SignFile)
            SignFiles.Add(result.Verdict);
        if (result.Kind == QueryFileKind.ResultFile)
            ResultFiles.Add(result.Verdict);
    }
}
