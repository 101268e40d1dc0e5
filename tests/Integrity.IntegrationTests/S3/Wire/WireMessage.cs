using System.Globalization;
using System.Text;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>An HTTP/1.1 message in its original bytes, so a forwarded message keeps its signature.</summary>
/// <param name="Head">The start line and headers, including the final blank line.</param>
/// <param name="Body">The body as sent, including the framing of chunks.</param>
internal sealed record WireMessage(byte[] Head, byte[] Body)
{
    private readonly string[] _lines = Encoding.Latin1.GetString(Head).Split("\r\n");

    /// <summary>The method of a request.</summary>
    public string Method => _lines[0].Split(' ')[0];

    /// <summary>The status of a response.</summary>
    public int Status => int.Parse(_lines[0].Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>The path and query of a request, as sent.</summary>
    public string Target => _lines[0].Split(' ')[1];

    /// <summary>The path without bucket of a request, decoded: the object path.</summary>
    public string ObjectPath =>
        Uri.UnescapeDataString(Target.Split('?')[0]).TrimStart('/').Split('/', 2) is [_, var path] ? path : "";

    public string Query => Target.Split('?', 2) is [_, var query] ? query : "";

    public bool IsListing => Method == "GET" && Query.Contains("list-type=2", StringComparison.Ordinal);

    public string? Header(string name) =>
        _lines
            .Skip(1)
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim())
            .FirstOrDefault();

    /// <summary>Returns the message with another body.</summary>
    public WireMessage WithBody(byte[] body)
    {
        var lines = _lines.Select(line =>
            line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)
                ? $"Content-Length: {body.Length}"
                : line
        );
        return new WireMessage(Encoding.Latin1.GetBytes(string.Join("\r\n", lines)), body);
    }

    /// <summary>Creates a response.</summary>
    public static WireMessage Answer(int status, string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new WireMessage(
            Encoding.Latin1.GetBytes(
                $"HTTP/1.1 {status} Status\r\nContent-Type: {contentType}\r\nContent-Length: {bytes.Length}\r\n\r\n"
            ),
            bytes
        );
    }

    public async Task SendAsync(Stream to, CancellationToken cancellationToken)
    {
        await to.WriteAsync((byte[])[.. Head, .. Body], cancellationToken);
        await to.FlushAsync(cancellationToken);
    }
}
