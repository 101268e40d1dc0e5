using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>The sum of all results of a verification, and of each chain. It decides the verdict of the whole. Not safe for use by several threads at once.</summary>
public sealed class VerificationSummary
{
    private readonly List<ChainId> _order = [];
    private readonly Dictionary<ChainId, ResultSummary> _chains = [];

    /// <summary>An empty report.</summary>
    /// <param name="trail">The trail that is verified.</param>
    /// <param name="requested">The range that was asked for.</param>
    public VerificationSummary(Trail trail, DigestPeriod requested)
    {
        (Trail, Requested) = (trail, requested);
        Total = new ResultSummary(requested);
    }

    /// <summary>The trail that is verified.</summary>
    public Trail Trail { get; }

    /// <summary>The range that was asked for.</summary>
    public DigestPeriod Requested { get; }

    /// <summary>What is read in place of what, when the store is a relocated copy: all locations are the original ones; <c>null</c> when everything is read where it was delivered.</summary>
    public Relocation? Relocation { get; init; }

    /// <summary>All chains together.</summary>
    public ResultSummary Total { get; }

    /// <summary>Each chain, in the order of the results.</summary>
    public IEnumerable<(ChainId Chain, ResultSummary Section)> Chains =>
        _order.Select(chain => (chain, _chains[chain]));

    /// <summary>Whether the verification was ended before it was done.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>The verdict of the whole: the worst of all chains, and <see cref="Verdict.Incomplete"/> at best when it was interrupted.</summary>
    public Verdict Verdict
    {
        get
        {
            var worst = IsInterrupted ? Verdict.Incomplete : Verdict.Valid;
            foreach (var section in _chains.Values.Append(Total))
            {
                if (section.Verdict < worst)
                    worst = section.Verdict;
            }
            return worst;
        }
    }

    /// <summary>Takes note that the verification was ended before it was done.</summary>
    public void Interrupt() => IsInterrupted = true;

    /// <summary>Adds a result.</summary>
    public void Add(CheckResult result)
    {
        Total.Add(result);
        if (!_chains.TryGetValue(result.Chain, out var section))
        {
            _chains.Add(result.Chain, section = new ResultSummary(Requested));
            _order.Add(result.Chain);
        }
        section.Add(result);
    }
}
