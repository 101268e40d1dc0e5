using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>A directory below a source that could not be searched: a bucket, or a copy of one, can lie in it.</summary>
/// <param name="Location">
/// Where it lies, as bucket and beginning of keys (empty, or ending in a slash). Names are attacker-chosen text.
/// </param>
/// <param name="Problem">Why it could not be searched, in lower case. Names the directory.</param>
/// <param name="Hint">How to fix it; <c>null</c> when nothing is known.</param>
public sealed record UnexaminedFolder(ObjectLocation Location, string Problem, string? Hint);
