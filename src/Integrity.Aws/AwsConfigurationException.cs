namespace Integrity.Aws;

/// <summary>What the user or the environment says of AWS cannot be used. <see cref="Hint"/> says what would mend it.</summary>
public sealed class AwsConfigurationException(string message, string hint) : Exception(message)
{
    /// <summary>What would mend it.</summary>
    public string Hint { get; } = hint;
}
