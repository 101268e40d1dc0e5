using System.Net.Sockets;
using System.Security.Authentication;

namespace Integrity.Aws.Network;

/// <summary>
/// Cleans messages from outside this program (exceptions of the platform and the AWS SDK, responses of servers): one
/// line, without secrets. Every such message must pass through here before it enters an exception, a finding, a report
/// or a checkpoint.
/// </summary>
internal static class ExternalMessage
{
    private const int MaxLength = 1000;

    /// <summary>Returns the clean message of the innermost informative exception.</summary>
    public static string Of(Exception e) => Clean(CauseOf(e));

    /// <summary>Returns the clean message of the exception itself, to match messages of the SDK.</summary>
    public static string Own(Exception e) =>
        string.Join(' ', Redaction.Apply(e.Message).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Returns the text on one line, shortened and without secrets.</summary>
    public static string Clean(string? text)
    {
        const StringSplitOptions Options = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var clean = string.Join(' ', Redaction.Apply(text).Split((char[])['\r', '\n', '\t'], Options)).TrimEnd('.');
        return clean.Length <= MaxLength ? clean : clean[..MaxLength] + "…";
    }

    private static string CauseOf(Exception e)
    {
        while (e.InnerException is { } inner && !IsMoreInformative(e))
            e = inner;
        // The platform's message about a proxy ends with an unmatched quotation mark.
        return e is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }
            ? e.Message.TrimEnd('"')
            : e.Message;
    }

    /// <summary>
    /// Whether an exception is more informative than its inner exception, for example because it names the host.
    /// </summary>
    private static bool IsMoreInformative(Exception e) =>
        e switch
        {
            HttpRequestException { InnerException: SocketException } => true,
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => true,
            AuthenticationException => e.Message.StartsWith(CertificateTrust.Untrusted, StringComparison.Ordinal),
            AggregateException aggregate => aggregate.InnerExceptions.Count > 1,
            _ => false,
        };
}
