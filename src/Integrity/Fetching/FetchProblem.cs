using Integrity.Digests;

namespace Integrity.Fetching;

/// <summary>An object whose copy in the directory is missing or differs from the store.</summary>
/// <param name="Location">The object.</param>
/// <param name="Message">The reason, in lower case. Can contain text from the store, so escape it in output.</param>
/// <param name="IsChanged">Whether the object changed since it was fetched. Otherwise, it could not be fetched.</param>
public sealed record FetchProblem(ObjectLocation Location, string Message, bool IsChanged);
