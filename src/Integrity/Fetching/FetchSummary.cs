using System.Collections.Concurrent;
using Integrity.Digests;

namespace Integrity.Fetching;

/// <summary>What came of a fetch. Safe for use by several threads at once.</summary>
public sealed class FetchSummary
{
    /// <summary>How many problems are kept in full; further ones are counted.</summary>
    public const int MaxProblems = 10_000;

    private readonly ConcurrentDictionary<ObjectLocation, FetchProblem> _problems = new();
    private long _taken;
    private long _bytes;
    private long _there;
    private long _replaced;
    private long _problemCount;

    /// <summary>How many objects were put into the folder.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>How many bytes came from the store.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many objects were there already, and were not asked for again.</summary>
    public long There => Interlocked.Read(ref _there);

    /// <summary>How many files that an interrupted fetch had left damaged were set aside and fetched again.</summary>
    public long Replaced => Interlocked.Read(ref _replaced);

    /// <summary>How many objects are not in the folder as they are in the store.</summary>
    public long ProblemCount => Interlocked.Read(ref _problemCount);

    /// <summary>The objects that are not in the folder as they are in the store, in order of their names, as far as there is room (see <see cref="MaxProblems"/>).</summary>
    public IReadOnlyList<FetchProblem> Problems =>
        [.. _problems.Values.OrderBy(problem => problem.Location.ToString(), StringComparer.Ordinal)];

    internal void AddTaken() => Interlocked.Increment(ref _taken);

    internal void AddBytes(int count) => Interlocked.Add(ref _bytes, count);

    internal void AddReplaced() => Interlocked.Increment(ref _replaced);

    internal void AddThere() => Interlocked.Increment(ref _there);

    internal void Add(FetchProblem problem)
    {
        if (_problems.ContainsKey(problem.Location))
            return;
        Interlocked.Increment(ref _problemCount);
        if (_problems.Count < MaxProblems)
            _problems.TryAdd(problem.Location, problem);
    }
}
