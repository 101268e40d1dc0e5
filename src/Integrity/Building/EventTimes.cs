using System.Text.Json;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// Finds the oldest and newest <c>eventTime</c> of a CloudTrail log file while it is inflated, in bounded memory.
/// <code>{"Records":[{"eventTime":"2025-05-04T10:00:25Z",…},…]}</code>
/// Content of any other form has no event times.
/// </summary>
internal sealed class EventTimes : IContentSink
{
    private const int MaxTokenBytes = 4 << 20;

    private readonly List<byte> _leftover = [];
    private JsonReaderState _state;
    private bool _isInRecords;
    private bool _isEventTimeNext;
    private bool _isOtherForm;

    public DateTimeOffset? Oldest { get; private set; }

    public DateTimeOffset? Newest { get; private set; }

    public void Append(ReadOnlySpan<byte> content)
    {
        if (_isOtherForm) return;
        try
        {
            if (_leftover.Count == 0)
            {
                _leftover.AddRange(content[Scan(content)..]);
            }
            else
            {
                _leftover.AddRange(content);
                var pending = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_leftover);
                _leftover.RemoveRange(0, Scan(pending));
            }
            if (_leftover.Count > MaxTokenBytes) GiveUp();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // the second kind: an escape sequence that is no character
            GiveUp();
        }
    }

    private void GiveUp()
    {
        _isOtherForm = true;
        (Oldest, Newest) = (null, null);
        _leftover.Clear();
    }

    /// <summary>Reads all whole tokens and tells how many bytes they took.</summary>
    private int Scan(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content, isFinalBlock: false, _state);
        while (reader.Read()) Look(ref reader);
        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Look(ref Utf8JsonReader reader)
    {
        if (_isEventTimeNext && reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time)) Add(time);
        _isEventTimeNext = false;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                _isInRecords = reader.ValueTextEquals("Records"u8);
                break;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 3 && _isInRecords:
                _isEventTimeNext = reader.ValueTextEquals("eventTime"u8);
                break;
        }
    }

    private void Add(DateTimeOffset time)
    {
        if (Oldest is null || time < Oldest) Oldest = time;
        if (Newest is null || time > Newest) Newest = time;
    }
}
