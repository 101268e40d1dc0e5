namespace Integrity.Aws;

/// <summary>An AWS setting of the user, the environment or a config file is invalid.</summary>
public sealed class AwsConfigurationException(string message, string hint) : Exception(message)
{
    /// <summary>How to fix the setting, in the imperative.</summary>
    public string Hint { get; } = hint;
}
