using Integrity.Hints;

namespace Integrity.Building;

/// <summary>A digest cannot be built, and nothing was written for its hour. <see cref="Hint"/> says what would mend it.</summary>
public sealed class BuildException : Exception
{
    /// <summary>Makes the exception.</summary>
    public BuildException(string message, Hint hint, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>What would mend it.</summary>
    public Hint Hint { get; }
}
