using Integrity.Hints;

namespace Integrity.Keys;

/// <summary>A key file or directory is unusable. The message names the file and the problem.</summary>
public sealed class KeyFileException : IOException
{
    /// <summary>Creates the exception.</summary>
    public KeyFileException(string message, Hint hint, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>How to fix the problem.</summary>
    public Hint Hint { get; }
}
