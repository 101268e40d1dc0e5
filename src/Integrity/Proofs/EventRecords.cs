using System.Runtime.InteropServices;
using System.Text.Json;

namespace Integrity.Proofs;

/// <summary>
/// Finds an event in the content of a log file, by its id.
/// <code>{"Records":[{"eventVersion":"1.11",…,"eventID":"6d56f7b1-…",…},…]}</code>
/// Where two programs could read the content in two ways (a member that decides comes twice), it is not searched.
/// </summary>
internal static class EventRecords
{
    public const int MaxDepth = 128;

    /// <summary>Which record it is, and where in the content it lies; <c>null</c> when there is none of that id.</summary>
    /// <exception cref="FormatException">The content is not of the form of a log file, or two of its records have the id.</exception>
    public static Place? Find(ReadOnlySpan<byte> content, string eventId)
    {
        try
        {
            var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new FormatException("the log file is not a JSON object");
            var (found, hasRecords) = ((Place?)null, false);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRecords = reader.ValueTextEquals("Records");
                reader.Read();
                if (isRecords && hasRecords)
                    throw new FormatException("the log file has two lists of records");
                if (isRecords)
                    found = FindInList(ref reader, eventId);
                else
                    reader.Skip();
                hasRecords |= isRecords;
            }
            if (!hasRecords || reader.Read())
                throw new FormatException("the log file has no list of records, or something follows it");
            return found;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("the log file is not JSON", e);
        }
    }

    private static Place? FindInList(ref Utf8JsonReader reader, string eventId)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new FormatException("the log file has no list of records");
        Place? found = null;
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var start = (int)reader.TokenStartIndex;
            if (!IsNamed(ref reader, eventId))
                continue;
            if (found is not null)
                throw new FormatException("two records of the log file have this event id");
            found = new Place(index, start, (int)reader.BytesConsumed - start);
        }
        return found;
    }

    /// <summary>Whether the record has the id; the reader comes to stand on its end.</summary>
    private static bool IsNamed(ref Utf8JsonReader reader, string eventId)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }
        var (isNamed, hasId) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("eventID");
            if (isId && hasId)
                throw new FormatException("a record of the log file has two event ids");
            hasId |= isId;
            reader.Read();
            if (isId && reader.TokenType == JsonTokenType.String)
                isNamed = reader.ValueTextEquals(eventId);
            else
                reader.Skip();
        }
        return isNamed;
    }

    /// <summary>Where a record lies: its number in the list, and its bytes in the content.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Place(int Index, int Start, int Length);
}
