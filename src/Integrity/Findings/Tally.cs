namespace Integrity.Findings;

/// <summary>How many objects of one kind ended how.</summary>
public sealed record Tally
{
    private readonly int[] _counts = new int[3];

    /// <summary>How many are valid.</summary>
    public int Valid => _counts[(int)Verdict.Valid];

    /// <summary>How many are invalid.</summary>
    public int Invalid => _counts[(int)Verdict.Invalid];

    /// <summary>How many could not be checked.</summary>
    public int Incomplete => _counts[(int)Verdict.Incomplete];

    /// <summary>How many there are.</summary>
    public int Total => Valid + Invalid + Incomplete;

    internal void Add(Verdict verdict) => _counts[(int)verdict]++;
}
