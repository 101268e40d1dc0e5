using System.Collections;
using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Integrity.Aws;

/// <summary>
/// Replaces secrets in text with <c>***</c>: passwords in URLs, signed query strings, <c>Authorization</c> headers,
/// tokens, secret keys and passphrases. Finds them by their syntax, and by the values that this process knows. Keeps
/// access key IDs, which are not secret and identify the failing key. Safe for concurrent use.
/// </summary>
internal static partial class Redaction
{
    private const string Mask = "***";

    /// <summary>
    /// The shortest known value to search for. Shorter ones, such as <c>test</c>, occur in text by chance. The syntax
    /// rules still catch them.
    /// </summary>
    private const int MinLength = 8;

    private const int MaxLength = 64 << 10;

    /// <summary>The number of values to remember: a long-running service gets new credentials every hour.</summary>
    private const int MaxKnown = 256;

    private static readonly string[] SecretVariables =
    [
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_SECURITY_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "CTVERIFY_KEY_PASSPHRASE",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        "GITHUB_TOKEN",
    ];

    private static readonly ConcurrentQueue<string> Known = new();

    /// <summary>Remembers a secret that this process has received, such as a session token.</summary>
    public static void Remember(string? secret)
    {
        if (secret is not { Length: >= MinLength } || Known.Contains(secret, StringComparer.Ordinal))
            return;
        Known.Enqueue(secret);
        while (Known.Count > MaxKnown)
            Known.TryDequeue(out _);
    }

    /// <summary>Returns the text without secrets; an empty string for <c>null</c>.</summary>
    public static string Apply(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        try
        {
            return RedactSyntax(RedactKnownValues(text.Length <= MaxLength ? text : text[..MaxLength]));
        }
        catch (RegexMatchTimeoutException)
        {
            return "(text omitted: the search for secrets timed out)";
        }
    }

    private static string RedactKnownValues(string text)
    {
        // The longest first, because one secret can contain another.
        var secrets = Known.Concat(SecretsInEnvironment()).Where(secret => secret.Length >= MinLength);
        foreach (var secret in secrets.OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
            var encoded = Uri.EscapeDataString(secret);
            if (encoded != secret)
                text = text.Replace(encoded, Mask, StringComparison.OrdinalIgnoreCase);
        }
        return text;
    }

    private static IEnumerable<string> SecretsInEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var (name, value) = ((string)variable.Key, (string?)variable.Value ?? "");
            if (SecretVariables.Contains(name, StringComparer.Ordinal))
                yield return value.Trim();
            else if (!IsUrlVariable(name))
                continue;
            foreach (var secret in SecretsInUrl(value))
                yield return secret;
        }
    }

    private static bool IsUrlVariable(string name) =>
        name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_URI", StringComparison.Ordinal);

    /// <summary>Returns the user info of a URL, its form in a Basic header, and the password alone.</summary>
    private static IEnumerable<string> SecretsInUrl(string url)
    {
        // Not parsed as a URL, because an unencoded character in the password makes it invalid.
        var end = url.LastIndexOf('@');
        if (end < 0)
            yield break;
        var start = url.IndexOf("//", StringComparison.Ordinal);
        var user = url[(start < 0 || start > end ? 0 : start + 2)..end];
        yield return user;
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user)));
        if (user.Split(':', 2) is not [_, var password])
            yield break;
        yield return password;
        yield return Uri.UnescapeDataString(password);
    }

    private static string RedactSyntax(string text)
    {
        text = PrivateKey().Replace(text, Mask);
        text = ConfigLine().Replace(text, "${name}" + Mask + ">");
        text = UserInfo().Replace(text, Mask + "@");
        text = BareUserInfo().Replace(text, Mask + "@");
        text = Header().Replace(text, "${name}" + Mask);
        text = Scheme().Replace(text, "${name} " + Mask);
        text = Parameter().Replace(text, "${name}" + Mask);
        text = ShortName().Replace(text, "${name}" + Mask);
        text = Element().Replace(text, "${name}" + Mask);
        return Token().Replace(text, Mask);
    }

    [GeneratedRegex(
        "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)",
        Strict | RegexOptions.Singleline,
        Timeout
    )]
    private static partial Regex PrivateKey();

    /// <summary>An invalid config file line in an error message of the AWS SDK.</summary>
    [GeneratedRegex("(?<name>\\bLine [0-9]+:<).*?>(?= in file )", Strict | RegexOptions.Singleline, Timeout)]
    private static partial Regex ConfigLine();

    /// <summary>User info in a URL. The password of an HTTP URL may contain any unencoded character.</summary>
    [GeneratedRegex("(?<=https?://)[^\\s/'\"<>@:]+:[^\\s'\"<>]*@|(?<=//)[^\\s/?#'\"<>]*@", Options, Timeout)]
    private static partial Regex UserInfo();

    /// <summary><c>user:password@host</c>, without a scheme.</summary>
    [GeneratedRegex("(?<![\\w/@.:+-])[\\w.%+-]+:[^\\s/@'\"<>]+@(?=[\\w\\[])", Options, Timeout)]
    private static partial Regex BareUserInfo();

    [GeneratedRegex(
        "(?<name>\\b(proxy-)?authorization[\"']?\\s*[:=]\\s*[\"']?)(?=\\S)[^\\r\\n\"'<>]+",
        Options,
        Timeout
    )]
    private static partial Regex Header();

    [GeneratedRegex("\\b(?<name>basic|bearer)\\s+(?=[\\w+/.~-]*[\\d=_+/])[\\w+/.~=-]{6,}", Options, Timeout)]
    private static partial Regex Scheme();

    [GeneratedRegex("(?<name>(" + Names + ")[\"']?\\s*(%3D|[:=])\\s*[\"']?)[^\\s\"'<>,;&}\\]]+", Options, Timeout)]
    private static partial Regex Parameter();

    /// <summary>Names that are also ordinary words. Text such as <c>token: expired</c> stays.</summary>
    [GeneratedRegex(
        "(?<name>(?<![\\w-])(token|signature|credential|sig|secret)(=|%3D|[\"']\\s*[:=]\\s*[\"']))[^\\s\"'<>,;&}\\]]+",
        Options,
        Timeout
    )]
    private static partial Regex ShortName();

    [GeneratedRegex("(?<name><(" + Names + "|token)>)[^<]+", Options, Timeout)]
    private static partial Regex Element();

    /// <summary>JSON Web Tokens, and STS session tokens (base64 with a version prefix).</summary>
    [GeneratedRegex("\\beyJ[\\w-]{8,}\\.[\\w-]+(\\.[\\w-]*)?|\\b(IQoJ|FwoG|FQoG|AQoD)[\\w+/=-]{20,}", Strict, Timeout)]
    private static partial Regex Token();

    private const RegexOptions Strict = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const RegexOptions Options = Strict | RegexOptions.IgnoreCase;

    private const int Timeout = 1000;

    /// <summary>
    /// Names of JSON members, XML elements, settings, query parameters and headers whose value is a secret. Does not
    /// match errors about a file named <c>passphrase</c> ("passphrase: cannot be read").
    /// </summary>
    private const string Names =
        "x-amz-(signature|credential|security-token|sso[-_]bearer[-_]token)|x-aws-ec2-metadata-token"
        + "|(aws[-_]?)?secret[-_]?(access[-_]?)?key"
        + "|(session|security|access|refresh|bearer|id|auth|authorization|identity|csrf)[-_]?token"
        + "|client[-_]?secret|device[-_]?code|password|passwd|passphrase(?!: )|samlassertion|(set-)?cookie";
}
