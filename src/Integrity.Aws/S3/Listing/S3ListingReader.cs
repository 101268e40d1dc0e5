using System.Globalization;
using System.Text;
using System.Xml;
using Integrity.Storage;

namespace Integrity.Aws.S3.Listing;

/// <summary>
/// Reads a page of ListObjectsV2 as a stream, with bounded memory. It is strict where an error would hide objects, and
/// ignores other elements.
/// Source: Amazon S3 API Reference, ListObjectsV2. Example (shortened):
/// <code>
/// &lt;ListBucketResult&gt;&lt;Name&gt;bucket&lt;/Name&gt;&lt;EncodingType&gt;url&lt;/EncodingType&gt;
/// &lt;IsTruncated&gt;true&lt;/IsTruncated&gt;&lt;NextContinuationToken&gt;…&lt;/NextContinuationToken&gt;
/// &lt;Contents&gt;&lt;Key&gt;a/b&lt;/Key&gt;&lt;LastModified&gt;2025-05-04T10:00:00.000Z&lt;/LastModified&gt;
/// &lt;ETag&gt;"…"&lt;/ETag&gt;&lt;Size&gt;1&lt;/Size&gt;&lt;/Contents&gt;
/// &lt;CommonPrefixes&gt;&lt;Prefix&gt;a/c/&lt;/Prefix&gt;&lt;/CommonPrefixes&gt;&lt;/ListBucketResult&gt;
/// </code>
/// </summary>
internal sealed class S3ListingReader
{
    /// <summary>The maximum size. A page with 1,000 escaped names of 1,024 bytes has about 4 MB.</summary>
    internal const int MaxPageChars = 8 << 20;

    /// <summary>The maximum number of names. S3 sends at most 1,000 on a page.</summary>
    internal const int MaxNames = 10_000;

    private const int MaxDepth = 8;
    private const int MaxTextChars = 3 * ListedName.MaxBytes;

    private readonly XmlReader _xml;
    private readonly char[] _chunk = new char[1024];
    private readonly List<(string Name, long? Size, string? ETag, DateTimeOffset? LastModified)> _objects = [];
    private readonly List<string> _folders = [];
    private bool _isNamed;
    private bool _isEncoded;
    private bool? _isTruncated;
    private string? _token;

    private S3ListingReader(XmlReader xml) => _xml = xml;

    /// <summary>Reads a page from a response body.</summary>
    /// <exception cref="S3ListingException">The body is not a page of a listing, or exceeds a limit.</exception>
    /// <exception cref="XmlException">The body is not well-formed XML, or has a DTD.</exception>
    public static async Task<S3ListingPage> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var text = new BoundedText(body, MaxPageChars, cancellationToken);
        var settings = new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = 2 * MaxPageChars,
            // Stores that ignore encoding-type=url may send characters that XML does not allow.
            CheckCharacters = false,
        };
        using var xml = XmlReader.Create(text, settings);
        var reader = new S3ListingReader(xml);
        await reader.ReadRootAsync().ConfigureAwait(false);
        return reader.ToPage();
    }

    private async Task ReadRootAsync()
    {
        var isElement = await _xml.MoveToContentAsync().ConfigureAwait(false) == XmlNodeType.Element;
        if (!isElement || _xml.LocalName is not ("ListBucketResult" or "ListBucketV2Result"))
            throw new S3ListingException("it is not a listing");
        await ForEachChildAsync(ReadMemberAsync).ConfigureAwait(false);
        while (await _xml.ReadAsync().ConfigureAwait(false))
        {
            // The XML reader checks that only white space follows.
        }
    }

    private async Task ReadMemberAsync(string name)
    {
        switch (name)
        {
            case "Name":
                await TextAsync().ConfigureAwait(false);
                _isNamed = true;
                break;
            case "EncodingType":
                _isEncoded = await TextAsync().ConfigureAwait(false) == "url";
                break;
            case "IsTruncated":
                _isTruncated = await TextAsync().ConfigureAwait(false) switch
                {
                    "true" or "True" or "1" => true,
                    "false" or "False" or "0" => false,
                    _ => throw new S3ListingException("IsTruncated is neither true nor false"),
                };
                break;
            case "NextContinuationToken":
                _token = await TextAsync().ConfigureAwait(false);
                break;
            case "Contents":
                await ReadObjectAsync().ConfigureAwait(false);
                break;
            case "CommonPrefixes":
                await ReadFoldersAsync().ConfigureAwait(false);
                break;
            default:
                await SkipAsync().ConfigureAwait(false);
                break;
        }
    }

    private async Task ReadObjectAsync()
    {
        string? path = null,
            tag = null;
        long? size = null;
        DateTimeOffset? time = null;
        await ForEachChildAsync(async name =>
            {
                if (name == "Key" && path is not null)
                    throw new S3ListingException("an object has two names");
                if (name == "Key")
                    path = await TextAsync().ConfigureAwait(false);
                else if (name == "ETag")
                    tag = await TextAsync().ConfigureAwait(false);
                else if (name == "Size")
                    size = SizeOf(await TextAsync().ConfigureAwait(false));
                else if (name == "LastModified")
                    time = TimeOf(await TextAsync().ConfigureAwait(false));
                else
                    await SkipAsync().ConfigureAwait(false);
            })
            .ConfigureAwait(false);
        if (string.IsNullOrEmpty(path))
            throw new S3ListingException("an object has no name");
        _objects.Add((path, size, tag, time));
        CheckCount();
    }

    private async Task ReadFoldersAsync()
    {
        var before = _folders.Count;
        await ForEachChildAsync(async name =>
            {
                if (name != "Prefix")
                {
                    await SkipAsync().ConfigureAwait(false);
                    return;
                }
                var folder = await TextAsync().ConfigureAwait(false);
                if (folder.Length == 0)
                    throw new S3ListingException("a common prefix is empty");
                _folders.Add(folder);
                CheckCount();
            })
            .ConfigureAwait(false);
        if (_folders.Count == before)
            throw new S3ListingException("a common prefix is missing");
    }

    private void CheckCount()
    {
        if (_objects.Count + _folders.Count <= MaxNames)
            return;
        throw new S3ListingException($"a page has more than {MaxNames} names");
    }

    /// <summary>Returns the size, or <c>null</c> if it is invalid. The size is only informative.</summary>
    private static long? SizeOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    /// <summary>
    /// Returns the time, or <c>null</c> if it is invalid. Drops fractions of a second, which the object's
    /// <c>Last-Modified</c> header lacks.
    /// </summary>
    private static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds())
            : null;

    private S3ListingPage ToPage()
    {
        if (!_isNamed)
            throw new S3ListingException("the bucket name is missing");
        if (_isTruncated is not { } isTruncated)
            throw new S3ListingException("IsTruncated is missing");
        if (isTruncated && string.IsNullOrEmpty(_token))
            throw new S3ListingException("it is truncated but has no continuation token");
        var objects = _objects.Select(item =>
            KeyValuePair.Create(NameOf(item.Name), new ObjectStamp(item.Size, item.ETag, null, item.LastModified))
        );
        return new S3ListingPage([.. objects], [.. _folders.Select(NameOf)], isTruncated ? _token : null);
    }

    private ListedName NameOf(string text)
    {
        var name = _isEncoded ? ListedName.Decode(text) : ListedName.Of(text);
        return name.Bytes.Length <= ListedName.MaxBytes
            ? name
            : throw new S3ListingException($"a name is longer than {ListedName.MaxBytes} bytes");
    }

    /// <summary>Calls back for each child element. The callback must read the element to its end.</summary>
    private async Task ForEachChildAsync(Func<string, Task> read)
    {
        if (_xml.Depth > MaxDepth)
            throw new S3ListingException("elements are nested too deeply");
        if (_xml.IsEmptyElement)
            return;
        while (await _xml.ReadAsync().ConfigureAwait(false))
        {
            if (_xml.NodeType == XmlNodeType.EndElement)
                return;
            if (_xml.NodeType == XmlNodeType.Element)
                await read(_xml.LocalName).ConfigureAwait(false);
        }
        throw new S3ListingException("it ends prematurely");
    }

    private Task SkipAsync() => ForEachChildAsync(_ => SkipAsync());

    /// <summary>Reads an element without children to its end, and returns its text.</summary>
    private async Task<string> TextAsync()
    {
        if (_xml.IsEmptyElement)
            return "";
        var text = new StringBuilder();
        while (await _xml.ReadAsync().ConfigureAwait(false))
        {
            switch (_xml.NodeType)
            {
                case XmlNodeType.EndElement:
                    return text.ToString();
                case XmlNodeType.Element:
                    throw new S3ListingException("found an element instead of text");
                default:
                    await AppendValueAsync(text).ConfigureAwait(false);
                    break;
            }
        }
        throw new S3ListingException("it ends prematurely");
    }

    private async Task AppendValueAsync(StringBuilder text)
    {
        int read;
        while ((read = await _xml.ReadValueChunkAsync(_chunk, 0, _chunk.Length).ConfigureAwait(false)) > 0)
        {
            text.Append(_chunk, 0, read);
            if (text.Length > MaxTextChars)
                throw new S3ListingException($"text is longer than {MaxTextChars} characters");
        }
    }
}
