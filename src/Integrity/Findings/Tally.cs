namespace Integrity.Findings;

/// <summary>Counts objects of one kind by verdict.</summary>
public sealed record Tally
{
    private readonly int[] _counts = new int[3];

    /// <summary>The number of valid objects.</summary>
    public int Valid => _counts[(int)Verdict.Valid];

    /// <summary>The number of invalid objects.</summary>
    public int Invalid => _counts[(int)Verdict.Invalid];

    /// <summary>The number of objects that could not be checked.</summary>
    public int Incomplete => _counts[(int)Verdict.Incomplete];

    /// <summary>The number of all objects.</summary>
    public int Total => Valid + Invalid + Incomplete;

    internal void Add(Verdict verdict) => _counts[(int)verdict]++;
}
