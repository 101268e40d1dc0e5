using System.Text;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>A fake S3 server with scripted responses. It does not check signatures.</summary>
/// <param name="answerAsync">
/// Responds to a request, given its number from 1. Returns <c>false</c> to close the connection.
/// </param>
internal sealed class ScriptedS3(Func<WireMessage, int, Stream, CancellationToken, Task<bool>> answerAsync)
    : LoopbackServer
{
    private int _count;

    /// <summary>Creates a server that sends a complete response to every request.</summary>
    public static ScriptedS3 Of(Func<WireMessage, int, WireMessage> answer) =>
        new(
            async (request, number, client, stop) =>
            {
                await answer(request, number).SendAsync(client, stop);
                return true;
            }
        );

    /// <summary>Creates a server that sends the same page for every listing.</summary>
    public static ScriptedS3 OfListing(string members) => Of((_, _) => Page(members));

    /// <summary>Creates the only or last page of a listing.</summary>
    public static WireMessage Page(string members) => WireMessage.Answer(200, "application/xml", PageText(members));

    /// <summary>Creates a page with a continuation token.</summary>
    public static WireMessage TruncatedPage(string members, string token) =>
        WireMessage.Answer(
            200,
            "application/xml",
            PageText($"{members}<NextContinuationToken>{token}</NextContinuationToken>", isTruncated: "true")
        );

    /// <summary>Returns the XML of a page, as S3 sends it.</summary>
    public static string PageText(string members, string isTruncated = "false") =>
        $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Name>amzn-s3-demo-bucket</Name><EncodingType>url</EncodingType>
            <IsTruncated>{isTruncated}</IsTruncated>{members}</ListBucketResult>
            """;

    /// <summary>Returns the XML of an object in a listing.</summary>
    public static string Object(string path, string time = "2025-05-04T10:00:00.000Z", string size = "5") =>
        $"<Contents><Key>{path}</Key><LastModified>{time}</LastModified><ETag>\"1\"</ETag>"
        + $"<Size>{size}</Size></Contents>";

    /// <summary>Returns the XML of a folder in a listing.</summary>
    public static string Folder(string prefix) => $"<CommonPrefixes><Prefix>{prefix}</Prefix></CommonPrefixes>";

    /// <summary>Sends a body in pieces until the client closes the connection.</summary>
    public static async Task<bool> SendEndlesslyAsync(
        Stream client,
        string head,
        string begin,
        Func<int, string> piece,
        TimeSpan pause,
        CancellationToken stop
    )
    {
        var start = $"HTTP/1.1 {head}Transfer-Encoding: chunked\r\n\r\n";
        await client.WriteAsync(Encoding.Latin1.GetBytes(start), stop);
        await SendChunkAsync(client, begin, stop);
        for (var i = 0; ; i++)
        {
            await SendChunkAsync(client, piece(i), stop);
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, stop);
        }
    }

    private static async Task SendChunkAsync(Stream client, string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
            return;
        await client.WriteAsync(Encoding.Latin1.GetBytes($"{text.Length:x}\r\n{text}\r\n"), cancellationToken);
        await client.FlushAsync(cancellationToken);
    }

    protected override IConnection Connect(Stream client) => new Connection(this, client);

    private sealed class Connection(ScriptedS3 server, Stream client) : IConnection
    {
        public Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken) =>
            server.AnswerAsync(request, client, cancellationToken);

        public void Dispose()
        {
            // Nothing to dispose.
        }
    }

    private Task<bool> AnswerAsync(WireMessage request, Stream client, CancellationToken cancellationToken) =>
        answerAsync(request, Interlocked.Increment(ref _count), client, cancellationToken);
}
