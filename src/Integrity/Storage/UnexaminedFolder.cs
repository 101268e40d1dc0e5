using Integrity.Digests;
using Integrity.Hints;

namespace Integrity.Storage;

/// <summary>A directory that could not be searched. It may contain a bucket or a copy of one.</summary>
/// <param name="Location">
/// Its bucket and prefix; the prefix is empty or ends in a slash. Attacker-controlled text.
/// </param>
/// <param name="Problem">Why it could not be searched, in lower case. Names the directory.</param>
/// <param name="Hint">How to fix it; <c>null</c> if unknown.</param>
public sealed record UnexaminedFolder(ObjectLocation Location, string Problem, Hint? Hint);
