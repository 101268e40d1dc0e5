using System.Text;
using System.Text.Json;

namespace Integrity.Reporting.Html;

/// <summary>
/// Writes JSON for a script element. The default encoder leaves only ASCII and escapes <c>&lt; &gt; &amp; ' "</c>, so
/// that no text can end the element.
/// </summary>
internal sealed class ScriptJson : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly Utf8JsonWriter _json;

    public ScriptJson() => _json = new Utf8JsonWriter(_bytes);

    /// <summary>The number of bytes so far.</summary>
    public long Length => _json.BytesCommitted + _json.BytesPending;

    public void Object(string? name = null) => Open(name, _json.WriteStartObject);

    public void EndObject() => _json.WriteEndObject();

    public void Array(string? name = null) => Open(name, _json.WriteStartArray);

    public void EndArray() => _json.WriteEndArray();

    public void Number(long number) => _json.WriteNumberValue(number);

    public void Number(string name, long number) => _json.WriteNumber(name, number);

    /// <summary>Writes text with its marks, which the script shows as they are.</summary>
    public void Text(string text) => _json.WriteStringValue(BucketText.Mark(text));

    public void Dispose()
    {
        _json.Dispose();
        _bytes.Dispose();
    }

    public override string ToString()
    {
        _json.Flush();
        return Encoding.ASCII.GetString(_bytes.GetBuffer().AsSpan(0, (int)_bytes.Length));
    }

    private void Open(string? name, Action write)
    {
        if (name is not null)
            _json.WritePropertyName(name);
        write();
    }
}
