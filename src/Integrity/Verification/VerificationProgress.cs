namespace Integrity.Verification;

/// <summary>The progress of a verification. The verifier updates it, and the caller reads it. Thread-safe.</summary>
public sealed class VerificationProgress
{
    private int _accounts;
    private int _searchedAccounts;
    private int _chains;
    private int _chainsDone;

    /// <summary>The number of accounts found; zero until they are listed.</summary>
    public int Accounts => Volatile.Read(ref _accounts);

    /// <summary>Whether all accounts have been searched, so that no more chains will be found.</summary>
    public bool IsSearchDone => Accounts > 0 && Volatile.Read(ref _searchedAccounts) == Accounts;

    /// <summary>The number of chains found so far. The verification of the first ones starts at once.</summary>
    public int Chains => Volatile.Read(ref _chains);

    /// <summary>The number of chains whose results are complete.</summary>
    public int ChainsDone => Volatile.Read(ref _chainsDone);

    internal void SetAccounts(int accounts) => Volatile.Write(ref _accounts, accounts);

    internal void AddSearchedAccount(int chains)
    {
        Interlocked.Add(ref _chains, chains);
        Interlocked.Increment(ref _searchedAccounts);
    }

    internal void AddChainDone() => Interlocked.Increment(ref _chainsDone);
}
