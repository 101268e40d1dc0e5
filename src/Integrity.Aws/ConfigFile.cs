using Amazon.Runtime.CredentialManagement;

namespace Integrity.Aws;

/// <summary>
/// The nested values of the shared config file, which the SDK keeps to itself.
/// <code>
/// [profile audit]
/// s3 =
///   addressing_style = path
/// </code>
/// </summary>
internal static class ConfigFile
{
    /// <summary>A nested value of a profile; <c>null</c> when it is not there.</summary>
    /// <param name="profile">The name in the section, with its quotes.</param>
    /// <param name="group">The name in front of the nested values.</param>
    /// <param name="name">The name of the value.</param>
    public static string? Nested(string profile, string group, string name)
    {
        var path = SharedCredentialsFile.DefaultConfigFilePath;
        if (!File.Exists(path))
            return null;
        var (isInSection, isInGroup) = (false, false);
        foreach (var line in File.ReadLines(path))
        {
            if (line.TrimStart() is "" or ['#' or ';', ..])
                continue;
            var isNested = char.IsWhiteSpace(line[0]);
            if (line.Trim() is ['[', .. var section, ']'])
                (isInSection, isInGroup) = (IsOf(section, profile), false);
            else if (!isInSection)
                continue;
            else if (line.Split('=', 2, StringSplitOptions.TrimEntries) is not [var key, var value])
                continue;
            else if (!isNested)
                isInGroup = key == group && value.Length == 0;
            else if (isInGroup && key == name)
                return value;
        }
        return null;
    }

    private static bool IsOf(string section, string profile) =>
        section.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            is ["profile", var name]
            ? name == profile
            : section.Trim() == ProfileSource.DefaultName && profile == ProfileSource.DefaultName;
}
