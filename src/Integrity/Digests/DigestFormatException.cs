namespace Integrity.Digests;

/// <summary>The bytes are not those of a digest. The message names the member and what is wrong with it, never its content.</summary>
public sealed class DigestFormatException : FormatException
{
    /// <summary>Makes the exception.</summary>
    public DigestFormatException(string message)
        : base(message) { }

    /// <summary>Makes the exception with its cause.</summary>
    public DigestFormatException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>Whether the digest was refused for a bound of <see cref="DigestLimits"/>, not for what it is.</summary>
    public bool IsBeyondLimits { get; init; }
}
