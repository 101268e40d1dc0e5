namespace Integrity.Verification;

/// <summary>The progress of a verification. The verifier updates it, and the caller reads it. Thread-safe.</summary>
public sealed class VerificationProgress
{
    private int _chains;
    private int _chainsDone;

    /// <summary>The number of chains; zero until they are found.</summary>
    public int Chains => Volatile.Read(ref _chains);

    /// <summary>The number of chains whose results are complete.</summary>
    public int ChainsDone => Volatile.Read(ref _chainsDone);

    internal void SetChains(int chains) => Volatile.Write(ref _chains, chains);

    internal void AddChainDone() => Interlocked.Increment(ref _chainsDone);
}
