namespace Integrity.Digests;

/// <summary>The content is not a valid digest. The message names the member and the problem, never the value.</summary>
public sealed class DigestFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public DigestFormatException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public DigestFormatException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>Whether the digest exceeds <see cref="DigestLimits"/>. It may be valid otherwise.</summary>
    public bool IsBeyondLimits { get; init; }
}
