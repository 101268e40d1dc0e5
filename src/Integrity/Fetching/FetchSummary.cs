using System.Collections.Concurrent;
using Integrity.Digests;

namespace Integrity.Fetching;

/// <summary>The results of a fetch. Thread-safe.</summary>
public sealed class FetchSummary
{
    /// <summary>Maximum number of problems to keep. Further ones are only counted.</summary>
    public const int MaxProblems = 10_000;

    private readonly ConcurrentDictionary<ObjectLocation, FetchProblem> _problems = new();
    private long _taken;
    private long _bytes;
    private long _there;
    private long _replaced;
    private long _problemCount;

    /// <summary>Number of downloaded objects.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Number of downloaded bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Number of objects that existed already and were not downloaded again.</summary>
    public long There => Interlocked.Read(ref _there);

    /// <summary>
    /// Number of files that an interrupted fetch left damaged, and that were set aside and downloaded again.
    /// </summary>
    public long Replaced => Interlocked.Read(ref _replaced);

    /// <summary>Number of objects whose copy is missing or differs from the store.</summary>
    public long ProblemCount => Interlocked.Read(ref _problemCount);

    /// <summary>
    /// The objects whose copy is missing or differs from the store, sorted by name, up to <see cref="MaxProblems"/>.
    /// </summary>
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
