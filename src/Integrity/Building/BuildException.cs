using Integrity.Hints;

namespace Integrity.Building;

/// <summary>A digest cannot be built. Nothing was written for its hour.</summary>
public sealed class BuildException : Exception
{
    /// <summary>Creates the exception.</summary>
    public BuildException(string message, Hint hint, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>How to fix the problem.</summary>
    public Hint Hint { get; }
}
