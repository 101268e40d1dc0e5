using System.Text;
using System.Text.Json;

namespace Integrity.Cli.Http;

/// <summary>A JSON response of the API.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Body">The body, UTF-8.</param>
internal sealed record ApiResponse(int Status, byte[] Body)
{
    public static ApiResponse Ok(byte[] body) => new(200, body);

    /// <summary>
    /// Creates an error of the JSON 1.1 protocol: <c>{"__type":"InvalidTokenException","message":"…"}</c>.
    /// </summary>
    public static ApiResponse Error(string code, string message, int status = 400) =>
        new(
            status,
            Encoding.UTF8.GetBytes($$"""{"__type":"{{code}}","message":"{{JsonEncodedText.Encode(message)}}"}""")
        );
}
