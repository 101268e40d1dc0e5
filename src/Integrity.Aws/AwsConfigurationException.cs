using Integrity.Hints;

namespace Integrity.Aws;

/// <summary>An AWS setting of the user, the environment or a config file is invalid.</summary>
public sealed class AwsConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">What is wrong, in lower case.</param>
    /// <param name="hint">How to fix the setting, in the imperative.</param>
    /// <param name="setting">
    /// The invalid setting: a property of <see cref="AwsSettings"/>, a variable, or a setting in a file; <c>null</c> if
    /// the reason names it.
    /// </param>
    public AwsConfigurationException(string reason, Hint hint, string? setting = null)
        : base(setting is null ? reason : $"{setting}: {reason}") => (Reason, Hint, Setting) = (reason, hint, setting);

    /// <summary>What is wrong, without the name of the setting.</summary>
    public string Reason { get; }

    /// <summary>How to fix the setting, in the imperative.</summary>
    public Hint Hint { get; }

    /// <summary>
    /// The invalid setting: a property of <see cref="AwsSettings"/>, a variable, or a setting in a file; <c>null</c> if
    /// <see cref="Reason"/> names it.
    /// </summary>
    public string? Setting { get; }
}
