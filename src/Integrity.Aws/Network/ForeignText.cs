using System.Net.Sockets;
using System.Security.Authentication;

namespace Integrity.Aws.Network;

/// <summary>
/// Turns texts that others wrote (exceptions of the platform and the AWS SDK, answers of servers) into ours: the
/// innermost cause, on one line, without secrets.
/// Every such text passes through here before it goes into an exception, a finding, a report or a checkpoint.
/// </summary>
internal static class ForeignText
{
    private const int MaxLength = 1000;

    /// <summary>The cause of a failure in one line.</summary>
    public static string Of(Exception e) => Of(CauseOf(e));

    /// <summary>What an exception itself says, in one line and without secrets: for texts of the SDK that are recognized by their words.</summary>
    public static string Own(Exception e) =>
        string.Join(' ', Redaction.Of(e.Message).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A text in one line, shortened and without secrets.</summary>
    public static string Of(string? text)
    {
        const StringSplitOptions Clean = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var clean = string.Join(' ', Redaction.Of(text).Split((char[])['\r', '\n', '\t'], Clean)).TrimEnd('.');
        return clean.Length <= MaxLength ? clean : clean[..MaxLength] + "…";
    }

    private static string CauseOf(Exception e)
    {
        while (e.InnerException is { } inner && !IsClear(e))
            e = inner;
        // the platform ends the message on a proxy with a stray quotation mark
        return e is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }
            ? e.Message.TrimEnd('"')
            : e.Message;
    }

    /// <summary>Whether an exception says more than the one inside it: that of a connection names the host.</summary>
    private static bool IsClear(Exception e) =>
        e switch
        {
            HttpRequestException { InnerException: SocketException } => true,
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => true,
            AuthenticationException => e.Message.StartsWith(CertificateTrust.Untrusted, StringComparison.Ordinal),
            AggregateException aggregate => aggregate.InnerExceptions.Count > 1,
            _ => false,
        };
}
