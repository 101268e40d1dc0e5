using Integrity.Hints;

namespace Integrity.Keys;

/// <summary>A key file or key folder cannot be used. The message names the file and the fault; <see cref="Hint"/> says what would mend it.</summary>
public sealed class KeyFileException : IOException
{
    /// <summary>Makes the exception.</summary>
    public KeyFileException(string message, Hint hint, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>What would mend it.</summary>
    public Hint Hint { get; }
}
