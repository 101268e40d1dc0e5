using System.Text;

namespace Integrity.Aws.S3.Listing;

/// <summary>
/// Decodes a UTF-8 response for an XML reader. Limits the size of the response and of each tag, which the XML reader
/// buffers. Reads throw <see cref="S3ListingException"/> if a limit is exceeded.
/// </summary>
internal sealed class BoundedText(Stream body, int maxChars, CancellationToken cancellationToken) : TextReader
{
    private const int MaxTagChars = 2048;

    private readonly StreamReader _reader = new(
        body,
        new UTF8Encoding(false, true),
        detectEncodingFromByteOrderMarks: false,
        bufferSize: 16 << 10
    );

    private int _chars;
    private int _tagChars;
    private bool _isInTag;

    public override Task<int> ReadAsync(char[] buffer, int index, int count) =>
        ReadAsync(buffer.AsMemory(index, count)).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken _ = default)
    {
        var read = await _reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _chars += read;
        if (_chars > maxChars)
            throw new S3ListingException($"a page is larger than {maxChars} bytes");
        CheckTags(buffer.Span[..read]);
        return read;
    }

    private void CheckTags(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf(_isInTag ? '>' : '<');
            if (_isInTag && (_tagChars += end < 0 ? text.Length : end) > MaxTagChars)
                throw new S3ListingException($"a tag is longer than {MaxTagChars} characters");
            if (end < 0)
                return;
            _isInTag = !_isInTag;
            _tagChars = 0;
            text = text[(end + 1)..];
        }
    }

    public override int Read(char[] buffer, int index, int count) =>
        throw new NotSupportedException("read asynchronously");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _reader.Dispose();
        base.Dispose(disposing);
    }
}
