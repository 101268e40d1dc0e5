using Integrity.Hints;

namespace Integrity.Storage;

/// <summary>
/// A store request failed: access denied, connection lost, object archived, invalid name. It says nothing about the
/// object, so a verification reports it as <em>could not check</em> and continues.
/// </summary>
public sealed class StoreException : IOException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What failed and why, in lower case, without the object's name.</param>
    /// <param name="hint">How to fix it; <c>null</c> if unknown.</param>
    /// <param name="innerException">The cause.</param>
    public StoreException(string message, Hint? hint = null, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>How to fix it; <c>null</c> if unknown.</summary>
    public Hint? Hint { get; }
}
