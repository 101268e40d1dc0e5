namespace Integrity.Aws.Network;

/// <summary>
/// Settings of a profile that the AWS SDK does not read, from the shared config file (<c>AWS_CONFIG_FILE</c>, else
/// <c>~/.aws/config</c>) and then the shared credentials file.
/// </summary>
internal static class SharedConfigFile
{
    /// <summary>The value of a setting; <c>null</c> when neither file has it or they cannot be read.</summary>
    public static string? Read(string profile, string name) =>
        Find(PathOf("AWS_CONFIG_FILE", "config"), profile, name)
        ?? Find(PathOf("AWS_SHARED_CREDENTIALS_FILE", "credentials"), profile, name);

    /// <summary>The path with <c>~</c> replaced by the home directory.</summary>
    public static string Expand(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
            : path;

    private static string PathOf(string variable, string file) =>
        Expand(Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path ? path : $"~/.aws/{file}");

    private static string? Find(string path, string profile, string name)
    {
        try
        {
            return File.Exists(path) ? Find(File.ReadLines(path), profile, name) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Find(IEnumerable<string> lines, string profile, string name)
    {
        var isInProfile = false;
        foreach (var line in lines)
        {
            if (line.TrimStart() is ['[', ..] header)
                isInProfile = NameIn(header) == profile;
            // an indented line belongs to the setting above it
            if (!isInProfile || line.Length == 0 || char.IsWhiteSpace(line[0]))
                continue;
            var isSetting =
                line.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, { Length: > 0 }] && key == name;
            if (isSetting)
                return line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
        }
        return null;
    }

    /// <summary>
    /// The profile of <c>[default]</c>, <c>[name]</c>, <c>[profile name]</c> or <c>[profile "name"]</c>.
    /// </summary>
    private static string NameIn(string header)
    {
        var end = header.IndexOf(']', StringComparison.Ordinal);
        var text = (end < 0 ? header[1..] : header[1..end]).Trim();
        if (text.Split((char[])[' ', '\t'], 2, StringSplitOptions.TrimEntries) is ["profile", var name])
            text = name;
        return text.Trim('"', '\'');
    }
}
