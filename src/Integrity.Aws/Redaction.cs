using System.Collections;
using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Integrity.Aws;

/// <summary>
/// Replaces secrets in a text by <c>***</c>: passwords in URLs, signed query strings, <c>Authorization</c> headers,
/// tokens, secret keys and passphrases. It knows their forms, and the
/// values that this process holds. Access key IDs stay, since they are no secret and name the key at fault. Safe for
/// use by several tasks at once.
/// </summary>
public static partial class Redaction
{
    private const string Mask = "***";

    /// <summary>
    /// Shorter values are not searched for: they occur in texts by chance, as <c>test</c> does. The forms catch them
    /// all the same.
    /// </summary>
    private const int MinLength = 8;

    private const int MaxLength = 64 << 10;

    /// <summary>A service that runs for weeks gets new credentials every hour.</summary>
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

    /// <summary>Adds a secret that this process has received, such as the token of temporary credentials.</summary>
    public static void Remember(string? secret)
    {
        if (secret is not { Length: >= MinLength } || Known.Contains(secret, StringComparer.Ordinal))
            return;
        Known.Enqueue(secret);
        while (Known.Count > MaxKnown)
            Known.TryDequeue(out _);
    }

    /// <summary>The text without secrets.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        try
        {
            return Forms(Values(text.Length <= MaxLength ? text : text[..MaxLength]));
        }
        catch (RegexMatchTimeoutException)
        {
            return "(a text that could not be searched for secrets)";
        }
    }

    private static string Values(string text)
    {
        // the longest first: one can be a part of another
        var secrets = Known.Concat(OfEnvironment()).Where(secret => secret.Length >= MinLength);
        foreach (var secret in secrets.OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
            var encoded = Uri.EscapeDataString(secret);
            if (encoded != secret)
                text = text.Replace(encoded, Mask, StringComparison.OrdinalIgnoreCase);
        }
        return text;
    }

    private static IEnumerable<string> OfEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var (name, value) = ((string)variable.Key, (string?)variable.Value ?? "");
            if (SecretVariables.Contains(name, StringComparer.Ordinal))
                yield return value.Trim();
            else if (!IsOfUrl(name))
                continue;
            foreach (var secret in OfUrl(value))
                yield return secret;
        }
    }

    private static bool IsOfUrl(string name) =>
        name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_URI", StringComparison.Ordinal);

    /// <summary>
    /// User name with password, the password alone, and as HTTP sends them. Not parsed as a URL: one with a wrong
    /// character in the password is none.
    /// </summary>
    private static IEnumerable<string> OfUrl(string url)
    {
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

    private static string Forms(string text)
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

    /// <summary>A line of a config file that the AWS SDK could not read, and quotes.</summary>
    [GeneratedRegex("(?<name>\\bLine [0-9]+:<).*?>(?= in file )", Strict | RegexOptions.Singleline, Timeout)]
    private static partial Regex ConfigLine();

    /// <summary>In a URL of HTTP a password can hold any character that somebody forgot to encode.</summary>
    [GeneratedRegex("(?<=https?://)[^\\s/'\"<>@:]+:[^\\s'\"<>]*@|(?<=//)[^\\s/?#'\"<>]*@", Options, Timeout)]
    private static partial Regex UserInfo();

    /// <summary><c>user:password@host</c>, where the scheme was forgotten.</summary>
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

    /// <summary>Names that are also ordinary words, so that <c>token: expired</c> stays.</summary>
    [GeneratedRegex(
        "(?<name>(?<![\\w-])(token|signature|credential|sig|secret)(=|%3D|[\"']\\s*[:=]\\s*[\"']))[^\\s\"'<>,;&}\\]]+",
        Options,
        Timeout
    )]
    private static partial Regex ShortName();

    [GeneratedRegex("(?<name><(" + Names + "|token)>)[^<]+", Options, Timeout)]
    private static partial Regex Element();

    /// <summary>JSON Web Tokens, and session tokens of STS, which are base64 and begin with their version.</summary>
    [GeneratedRegex("\\beyJ[\\w-]{8,}\\.[\\w-]+(\\.[\\w-]*)?|\\b(IQoJ|FwoG|FQoG|AQoD)[\\w+/=-]{20,}", Strict, Timeout)]
    private static partial Regex Token();

    private const RegexOptions Strict = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const RegexOptions Options = Strict | RegexOptions.IgnoreCase;

    private const int Timeout = 1000;

    /// <summary>
    /// Members of JSON and XML, keys of config files, query parameters and headers whose value is a secret. An error
    /// about a file that is called <c>passphrase</c> ("passphrase: cannot be read") is not one of them.
    /// </summary>
    private const string Names =
        "x-amz-(signature|credential|security-token|sso[-_]bearer[-_]token)|x-aws-ec2-metadata-token"
        + "|(aws[-_]?)?secret[-_]?(access[-_]?)?key"
        + "|(session|security|access|refresh|bearer|id|auth|authorization|identity|csrf)[-_]?token"
        + "|client[-_]?secret|device[-_]?code|password|passwd|passphrase(?!: )|samlassertion|(set-)?cookie";
}
