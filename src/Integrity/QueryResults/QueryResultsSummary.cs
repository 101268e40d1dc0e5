using Integrity.Findings;

namespace Integrity.QueryResults;

/// <summary>The sum of the results of a verification of query results. It decides the verdict of the whole. Not safe for use by several threads at once.</summary>
public sealed class QueryResultsSummary
{
    private Verdict _worst = Verdict.Valid;

    /// <summary>The sign file.</summary>
    public Tally SignFiles { get; } = new();

    /// <summary>The result files.</summary>
    public Tally ResultFiles { get; } = new();

    /// <summary>Whether the verification was ended before it was done.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>The worst verdict of all that was added; without a valid sign file and a valid result file, or after an interruption, <see cref="Verdict.Incomplete"/> at best.</summary>
    public Verdict Verdict =>
        _worst == Verdict.Valid && (IsInterrupted || SignFiles.Valid == 0 || ResultFiles.Valid == 0)
            ? Verdict.Incomplete
            : _worst;

    /// <summary>Takes note that the verification was ended before it was done.</summary>
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
