namespace Integrity.Fetching;

/// <summary>The folder that a fetch writes to, or reads back, cannot be used: the disk is full, it may not be written, its manifest is broken. It ends the run.</summary>
public sealed class FetchException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, in lower case.</param>
    /// <param name="hint">What would mend it.</param>
    /// <param name="innerException">The cause.</param>
    public FetchException(string message, string hint, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>What would mend it.</summary>
    public string Hint { get; }
}
