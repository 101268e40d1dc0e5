using System.Text;
using System.Text.Json;

namespace Integrity.Cli.Http;

/// <summary>What an API answers: JSON, UTF-8.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The text.</param>
internal sealed record ApiAnswer(int Status, byte[] Body)
{
    public static ApiAnswer Ok(byte[] body) => new(200, body);

    /// <summary>An error in the form of the JSON 1.1 protocol: <c>{"__type": "InvalidTokenException", "message": "…"}</c>.</summary>
    public static ApiAnswer Error(string code, string message, int status = 400) =>
        new(
            status,
            Encoding.UTF8.GetBytes($$"""{"__type":"{{code}}","message":"{{JsonEncodedText.Encode(message)}}"}""")
        );
}
