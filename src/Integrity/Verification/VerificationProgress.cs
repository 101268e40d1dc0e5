namespace Integrity.Verification;

/// <summary>Tells how far a verification is. Filled by the verifier, read by whoever shows it. Safe for use by several threads at once.</summary>
public sealed class VerificationProgress
{
    private int _chains;
    private int _chainsDone;

    /// <summary>How many chains were found; zero while they are looked for.</summary>
    public int Chains => Volatile.Read(ref _chains);

    /// <summary>Of how many chains all results were handed out.</summary>
    public int ChainsDone => Volatile.Read(ref _chainsDone);

    internal void Found(int chains) => Volatile.Write(ref _chains, chains);

    internal void AddFinished() => Interlocked.Increment(ref _chainsDone);
}
