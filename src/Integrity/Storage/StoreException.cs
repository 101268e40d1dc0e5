namespace Integrity.Storage;

/// <summary>
/// A store could not answer: access denied, connection cut, object archived, name not representable. It says nothing about the object,
/// so a verification turns it into a finding <em>could not check</em> and goes on.
/// </summary>
public sealed class StoreException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, in lower case, without the name of the object.</param>
    /// <param name="hint">What would mend it; <c>null</c> when nothing is known.</param>
    /// <param name="innerException">The cause.</param>
    public StoreException(string message, string? hint = null, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>What would mend it; <c>null</c> when nothing is known.</summary>
    public string? Hint { get; }
}
