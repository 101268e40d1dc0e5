using System.Text;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>A failure of one request.</summary>
/// <param name="AnswerAsync">
/// Responds to the client, given a function that gets the real response. Returns whether the connection stays open.
/// </param>
internal sealed record Fault(Func<Func<Task<WireMessage>>, Stream, CancellationToken, Task<bool>> AnswerAsync)
{
    public static Fault SlowDown { get; } = Error(503, "SlowDown");

    public static Fault AccessDenied { get; } = Error(403, "AccessDenied");

    private static string ErrorXml(string code, string more) =>
        $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>{code}</Code><Message>test message</Message>{more}</Error>
            """;

    /// <summary>Responds with an error in the XML of S3.</summary>
    public static Fault Error(int status, string code) =>
        Answer(status, "application/xml", ErrorXml(code, "<RequestId>1</RequestId>"));

    public static Fault Answer(int status, string contentType, string body) =>
        new(
            async (_, client, cancellationToken) =>
            {
                await WireMessage.Answer(status, contentType, body).SendAsync(client, cancellationToken);
                return true;
            }
        );

    /// <summary>Responds as S3 does to a request that is signed for another region than the bucket's.</summary>
    public static Fault WrongRegion(string region, int status, string code) =>
        new(
            async (_, client, cancellationToken) =>
            {
                var body = ErrorXml(code, $"<Region>{region}</Region>");
                var answer = WireMessage.Answer(status, $"application/xml\r\nx-amz-bucket-region: {region}", body);
                await answer.SendAsync(client, cancellationToken);
                return true;
            }
        );

    /// <summary>Closes the connection after a number of bytes of the body.</summary>
    public static Fault CutAfter(int count) =>
        new(
            async (forward, client, cancellationToken) =>
            {
                await SendPartAsync(await forward(), count, client, cancellationToken);
                return false;
            }
        );

    /// <summary>Closes the connection before the request reaches the server.</summary>
    public static Fault Cut { get; } = new((_, _, _) => Task.FromResult(false));

    /// <summary>Closes the connection without a response after the server has processed the request.</summary>
    public static Fault ResponseLost { get; } =
        new(
            async (forward, _, _) =>
            {
                await forward();
                return false;
            }
        );

    /// <summary>Stops sending after a number of bytes of the body; before the headers if negative.</summary>
    public static Fault StallAfter(int count) =>
        new(
            async (forward, client, cancellationToken) =>
            {
                if (count >= 0)
                    await SendPartAsync(await forward(), count, client, cancellationToken);
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return false;
            }
        );

    /// <summary>Replaces the body.</summary>
    public static Fault Body(Func<byte[], byte[]> change) =>
        new(
            async (forward, client, cancellationToken) =>
            {
                var answer = await forward();
                await answer.WithBody(change(answer.Body)).SendAsync(client, cancellationToken);
                return true;
            }
        );

    /// <summary>Changes a header of the response.</summary>
    public static Fault Header(string from, string to) =>
        new(
            async (forward, client, cancellationToken) =>
            {
                var answer = await forward();
                var head = Encoding.Latin1.GetString(answer.Head).Replace(from, to, StringComparison.OrdinalIgnoreCase);
                await (answer with { Head = Encoding.Latin1.GetBytes(head) }).SendAsync(client, cancellationToken);
                return true;
            }
        );

    /// <summary>
    /// Adds a message to an error, as S3 does. It is not a fault: the test server omits the message, but the AWS CLI
    /// requires it.
    /// </summary>
    public static Fault WithMessage { get; } =
        new(
            async (forward, client, cancellationToken) =>
            {
                var answer = await forward();
                if (answer.Status >= 400)
                    answer = answer.WithBody(
                        Encoding.UTF8.GetBytes(
                            Encoding
                                .UTF8.GetString(answer.Body)
                                .Replace("</Code>", "</Code><Message>test message</Message>", StringComparison.Ordinal)
                        )
                    );
                await answer.SendAsync(client, cancellationToken);
                return true;
            }
        );

    private static async Task SendPartAsync(
        WireMessage answer,
        int count,
        Stream client,
        CancellationToken cancellationToken
    ) =>
        await (answer with { Body = answer.Body[..Math.Min(count, answer.Body.Length)] }).SendAsync(
            client,
            cancellationToken
        );
}
