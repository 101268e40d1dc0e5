using System.Text;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>What goes wrong with one request: how it is answered, and whether the connection stays open.</summary>
/// <param name="AnswerAsync">Answers: given the way to the real answer, and the client.</param>
internal sealed record Fault(Func<Func<Task<WireMessage>>, Stream, CancellationToken, Task<bool>> AnswerAsync)
{
    public static Fault SlowDown { get; } = Refuse(503, "SlowDown");

    public static Fault AccessDenied { get; } = Refuse(403, "AccessDenied");

    /// <summary>The error that S3 answers, in its XML.</summary>
    public static Fault Refuse(int status, string code) =>
        Answer(
            status,
            "application/xml",
            $"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>told so</Message><RequestId>1</RequestId></Error>"""
        );

    public static Fault Answer(int status, string contentType, string body) =>
        new(
            async (_, client, cancellationToken) =>
            {
                await WireMessage.Answer(status, contentType, body).SendAsync(client, cancellationToken);
                return true;
            }
        );

    /// <summary>What S3 answers to a request that is signed for another region than the bucket's.</summary>
    public static Fault LiesIn(string region, int status, string code) =>
        new(
            async (_, client, cancellationToken) =>
            {
                var body =
                    $"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>told so</Message><Region>{region}</Region></Error>""";
                var answer = WireMessage.Answer(status, $"application/xml\r\nx-amz-bucket-region: {region}", body);
                await answer.SendAsync(client, cancellationToken);
                return true;
            }
        );

    /// <summary>Hangs up after so many bytes of the body.</summary>
    public static Fault CutAfter(int count) =>
        new(
            async (forward, client, cancellationToken) =>
            {
                await SendPartAsync(await forward(), count, client, cancellationToken);
                return false;
            }
        );

    /// <summary>Hangs up without an answer, before the request reaches the server.</summary>
    public static Fault Cut { get; } = new((_, _, _) => Task.FromResult(false));

    /// <summary>Hangs up without an answer when the server has done what it was asked.</summary>
    public static Fault AnswerLost { get; } =
        new(
            async (forward, _, _) =>
            {
                await forward();
                return false;
            }
        );

    /// <summary>Says nothing more after so many bytes of the body; before all else when it is negative.</summary>
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

    /// <summary>Hands out another body.</summary>
    public static Fault Body(Func<byte[], byte[]> change) =>
        new(
            async (forward, client, cancellationToken) =>
            {
                var answer = await forward();
                await answer.WithBody(change(answer.Body)).SendAsync(client, cancellationToken);
                return true;
            }
        );

    /// <summary>Changes a header of the answer.</summary>
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

    /// <summary>No fault, but an error told with a message, as S3 does. The S3 server of these tests tells none, and the AWS CLI cannot do without.</summary>
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
                                .Replace("</Code>", "</Code><Message>told so</Message>", StringComparison.Ordinal)
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
