using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>
/// The summary of all results of a verification, in total and per chain. Decides the overall verdict. Not thread-safe.
/// </summary>
public sealed class VerificationSummary
{
    private readonly List<ChainSummary> _chains = [];
    private readonly Dictionary<ChainId, ResultSummary> _byChain = [];

    /// <summary>Creates an empty summary.</summary>
    /// <param name="trail">The trail.</param>
    /// <param name="requested">The requested range.</param>
    public VerificationSummary(Trail trail, DigestPeriod requested)
    {
        (Trail, Requested) = (trail, requested);
        Total = new ResultSummary(requested);
    }

    /// <summary>The trail.</summary>
    public Trail Trail { get; }

    /// <summary>The requested range.</summary>
    public DigestPeriod Requested { get; }

    /// <summary>
    /// The relocation, if a copy is verified at another location; otherwise <c>null</c>. Results always name the
    /// original locations.
    /// </summary>
    public Relocation? Relocation { get; init; }

    /// <summary>The summary of all chains together.</summary>
    public ResultSummary Total { get; }

    /// <summary>What happened to the files that failed.</summary>
    internal ProblemCounts Problems { get; } = new();

    /// <summary>The summary of each chain, in the order of the results.</summary>
    public IReadOnlyList<ChainSummary> Chains => _chains;

    /// <summary>Whether the verification was interrupted.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>
    /// The overall verdict: the worst of all chains. After an interruption, at best <see cref="Verdict.Incomplete"/>.
    /// </summary>
    public Verdict Verdict
    {
        get
        {
            var worst = IsInterrupted ? Verdict.Incomplete : Verdict.Valid;
            foreach (var results in _byChain.Values.Append(Total))
            {
                if (results.Verdict < worst)
                    worst = results.Verdict;
            }
            return worst;
        }
    }

    /// <summary>Marks the verification as interrupted.</summary>
    public void Interrupt() => IsInterrupted = true;

    /// <summary>Adds a result.</summary>
    public void Add(CheckResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Total.Add(result);
        Problems.Add(result);
        if (!_byChain.TryGetValue(result.Chain, out var results))
        {
            _byChain.Add(result.Chain, results = new ResultSummary(Requested));
            _chains.Add(new ChainSummary(result.Chain, results));
        }
        results.Add(result);
    }
}
