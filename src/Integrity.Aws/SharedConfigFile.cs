namespace Integrity.Aws;

/// <summary>
/// Reads the settings of a profile that the AWS SDK does not expose, from the shared config and credentials files.
/// <code>
/// [profile audit]
/// ca_bundle = /etc/ssl/proxy.pem
/// s3 =
///   addressing_style = path
/// </code>
/// </summary>
internal static class SharedConfigFile
{
    /// <summary>
    /// Returns a setting from the config file, or else from the credentials file. Returns <c>null</c> if neither file
    /// contains it or can be read.
    /// </summary>
    public static string? Setting(string profile, string name) =>
        Find(ConfigPath, profile, group: null, name) ?? Find(CredentialsPath, profile, group: null, name);

    /// <summary>
    /// Returns a nested setting from the config file, such as <c>addressing_style</c> in the group <c>s3</c>. Returns
    /// <c>null</c> if the file does not contain it or cannot be read.
    /// </summary>
    public static string? NestedSetting(string profile, string group, string name) =>
        Find(ConfigPath, profile, group, name);

    /// <summary>Replaces a leading <c>~</c> in a path with the home directory.</summary>
    public static string ExpandHome(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
            : path;

    private static string ConfigPath => ExpandHome(AwsEnvironment.Get("AWS_CONFIG_FILE") ?? "~/.aws/config");

    private static string CredentialsPath =>
        ExpandHome(AwsEnvironment.Get("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials");

    private static string? Find(string path, string profile, string? group, string name)
    {
        try
        {
            return File.Exists(path) ? Find(File.ReadLines(path), profile, group, name) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Find(IEnumerable<string> lines, string profile, string? group, string name)
    {
        var isInProfile = false;
        string? openGroup = null;
        foreach (var line in lines)
        {
            if (line.TrimStart() is "" or ['#' or ';', ..])
                continue;
            if (line.TrimStart() is ['[', ..] header)
                (isInProfile, openGroup) = (ProfileIn(header) == profile, null);
            if (!isInProfile || line.Split('=', 2, StringSplitOptions.TrimEntries) is not [var key, var value])
                continue;
            // Indented lines belong to the last setting without a value.
            var isNested = char.IsWhiteSpace(line[0]);
            if (!isNested)
                openGroup = value.Length == 0 ? key : null;
            if (key == name && value.Length > 0 && isNested == (group is not null) && openGroup == group)
                return value;
        }
        return null;
    }

    /// <summary>
    /// Returns the profile of <c>[default]</c>, <c>[name]</c>, <c>[profile name]</c> or <c>[profile "name"]</c>.
    /// </summary>
    private static string ProfileIn(string header)
    {
        var end = header.IndexOf(']', StringComparison.Ordinal);
        var text = (end < 0 ? header[1..] : header[1..end]).Trim();
        if (text.Split((char[])[' ', '\t'], 2, StringSplitOptions.TrimEntries) is ["profile", var name])
            text = name;
        return text.Trim('"', '\'');
    }
}
