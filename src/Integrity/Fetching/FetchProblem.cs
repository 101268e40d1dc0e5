using Integrity.Digests;

namespace Integrity.Fetching;

/// <summary>One object that is not in the folder as it is in the store.</summary>
/// <param name="Location">The object.</param>
/// <param name="Message">Why, in lower case; it can hold text from the store: escape it for where it is shown.</param>
/// <param name="IsChanged">Whether it was changed since it was fetched; else it could not be fetched.</param>
public sealed record FetchProblem(ObjectLocation Location, string Message, bool IsChanged);
