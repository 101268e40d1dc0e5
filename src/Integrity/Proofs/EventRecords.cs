using System.Runtime.InteropServices;
using System.Text.Json;

namespace Integrity.Proofs;

/// <summary>
/// Finds an event in the content of a log file by its ID.
/// <code>{"Records":[{"eventVersion":"1.11",…,"eventID":"6d56f7b1-…",…},…]}</code>
/// Content that two programs could read differently (a relevant member appears twice) is rejected.
/// </summary>
internal static class EventRecords
{
    public const int MaxDepth = 128;

    /// <summary>Returns the position of the record with the ID, or <c>null</c>.</summary>
    /// <exception cref="FormatException">The content is not a log file, or two records have the ID.</exception>
    public static RecordPosition? Find(ReadOnlySpan<byte> content, string eventId)
    {
        try
        {
            var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new FormatException("the log file is not a JSON object");
            var (found, hasRecords) = ((RecordPosition?)null, false);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRecords = reader.ValueTextEquals("Records");
                reader.Read();
                if (isRecords && hasRecords)
                    throw new FormatException("the log file contains two lists of records");
                if (isRecords)
                    found = FindInList(ref reader, eventId);
                else
                    reader.Skip();
                hasRecords |= isRecords;
            }
            if (!hasRecords || reader.Read())
                throw new FormatException("the log file has no list of records, or data follows it");
            return found;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("the log file is not valid JSON", e);
        }
    }

    private static RecordPosition? FindInList(ref Utf8JsonReader reader, string eventId)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new FormatException("the log file has no list of records");
        RecordPosition? found = null;
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var start = (int)reader.TokenStartIndex;
            if (!HasId(ref reader, eventId))
                continue;
            if (found is not null)
                throw new FormatException("two records in the log file have this event ID");
            found = new RecordPosition(index, start, (int)reader.BytesConsumed - start);
        }
        return found;
    }

    /// <summary>Returns whether the record has the ID, and moves the reader to its end.</summary>
    private static bool HasId(ref Utf8JsonReader reader, string eventId)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }
        var (isMatch, hasId) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("eventID");
            if (isId && hasId)
                throw new FormatException("a record in the log file has two event IDs");
            hasId |= isId;
            reader.Read();
            if (isId && reader.TokenType == JsonTokenType.String)
                isMatch = reader.ValueTextEquals(eventId);
            else
                reader.Skip();
        }
        return isMatch;
    }

    /// <summary>The index of a record in the list, and its bytes in the content.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct RecordPosition(int Index, int Start, int Length);
}
