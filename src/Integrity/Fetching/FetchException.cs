using Integrity.Hints;

namespace Integrity.Fetching;

/// <summary>
/// The directory of a fetch cannot be used: the disk is full, access is denied, or the manifest is damaged. Ends the
/// run.
/// </summary>
public sealed class FetchException : Exception
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What failed and why, in lower case.</param>
    /// <param name="hint">How to fix it.</param>
    /// <param name="innerException">The cause.</param>
    public FetchException(string message, Hint hint, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>How to fix it.</summary>
    public Hint Hint { get; }
}
