using System.Numerics;
using System.Text;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// Finds the oldest and newest <c>eventTime</c> of a CloudTrail log file while it is inflated, in bounded memory.
/// <code>{"Records":[{"eventTime":"2025-05-04T10:00:25Z",…},…]}</code>
/// Content of any other form has no event times. The content is not parsed, which would take longer than to hash it: blocks of 64 bytes are looked at side by side
/// (as in "Parsing Gigabytes of JSON per Second" by Langdale and Lemire), to know how deep the braces nest and what lies within strings. Only that much of JSON is checked.
/// </summary>
internal sealed class EventTimes : IContentSink
{
    /// <summary>How much must follow a block, so that a member that begins in it can be read.</summary>
    private const int Lookahead = 64;

    private const int Window = JsonBlock.Size + Lookahead;
    private const int TimeLength = 20;
    private const int DepthOfRecords = 2;
    private const int DepthOfMembers = 3;

    private readonly byte[] _carry = new byte[4 * Window];
    private readonly byte[] _oldestText = new byte[TimeLength];
    private readonly byte[] _newestText = new byte[TimeLength];
    private int _carried;
    private int _depth;
    private JsonBlock.State _state;
    private bool _isBegun;
    private bool _isOver;

    private static ReadOnlySpan<byte> UsualBeginning => "\"eventTime\":\""u8;

    public DateTimeOffset? Oldest { get; private set; }

    public DateTimeOffset? Newest { get; private set; }

    public void Append(ReadOnlySpan<byte> content)
    {
        if (_isOver) return;
        var from = 0;
        if (_carried > 0)
        {
            // what is left of the content before is looked at together with the beginning of this one
            var joined = Math.Min(content.Length, 2 * Window);
            content[..joined].CopyTo(_carry.AsSpan(_carried));
            var looked = Look(_carry.AsSpan(0, _carried + joined), until: _carried);
            if (_isOver) return;
            if (looked < _carried)
            {
                _carry.AsSpan(looked, _carried + joined - looked).CopyTo(_carry);
                _carried += joined - looked;
                return;
            }
            from = looked - _carried;
        }
        from += Look(content[from..], until: int.MaxValue);
        if (_isOver) return;
        _carried = content.Length - from;
        content[from..].CopyTo(_carry);
    }

    /// <summary>The content is over.</summary>
    public void Finish()
    {
        // blanks change nothing, and make the last bytes a whole block
        _carry.AsSpan(_carried).Fill((byte)' ');
        if (!_isOver) Look(_carry, until: int.MaxValue);
        _isOver = true;
    }

    /// <summary>Looks at whole blocks that begin before <paramref name="until"/>, and tells how many bytes they took.</summary>
    private int Look(ReadOnlySpan<byte> content, int until)
    {
        var at = 0;
        if (!_isBegun)
        {
            if (content.Length < Window) return 0;
            at = BeginningOfRecords(content);
            (_isBegun, _isOver, _depth) = (true, at == 0, DepthOfRecords);
        }
        for (; !_isOver && at < until && content.Length - at >= Window; at += JsonBlock.Size) LookAtBlock(content.Slice(at, Window));
        return at;
    }

    private void LookAtBlock(ReadOnlySpan<byte> window)
    {
        var block = JsonBlock.Read(window, ref _state);
        var end = EndOfRecords(block);
        for (var candidates = block.Members; candidates != 0; candidates &= candidates - 1)
        {
            var at = BitOperations.TrailingZeroCount(candidates);
            if (at < end && _depth + block.DepthAt(at) == DepthOfMembers) AddMember(window[at..]);
        }
        _depth += block.DepthAt(JsonBlock.Size);
        _isOver = end < JsonBlock.Size;
    }

    /// <summary>Where in the block the array of records is closed; its length when it is not.</summary>
    private int EndOfRecords(in JsonBlock block)
    {
        // seldom so many are closed at once
        if (_depth - BitOperations.PopCount(block.Closing) >= DepthOfRecords) return JsonBlock.Size;
        for (var closing = block.Closing; closing != 0; closing &= closing - 1)
        {
            var at = BitOperations.TrailingZeroCount(closing);
            if (_depth + block.DepthAt(at + 1) < DepthOfRecords) return at;
        }
        return JsonBlock.Size;
    }

    /// <summary>The position behind <c>{"Records":[</c>; zero when it begins otherwise.</summary>
    private static int BeginningOfRecords(ReadOnlySpan<byte> content)
    {
        var rest = content;
        foreach (var token in (ReadOnlySpan<string>)["{", "\"Records\"", ":", "["])
        {
            if (!Skip(ref rest, token)) return 0;
        }
        return content.Length - rest.Length;
    }

    private void AddMember(ReadOnlySpan<byte> member)
    {
        if (member.StartsWith(UsualBeginning) && IsBetweenKnown(member.Slice(UsualBeginning.Length, TimeLength))) return;
        if (!Skip(ref member, "\"eventTime\"") || !Skip(ref member, ":") || !Skip(ref member, "\"")) return;
        var length = member.IndexOf((byte)'"');
        if (length < 0 || !TryParse(member[..length], out var time)) return;
        if (Oldest is null || time < Oldest)
        {
            Oldest = time;
            member[..length].CopyTo(_oldestText);
        }
        if (Newest is null || time > Newest)
        {
            Newest = time;
            member[..length].CopyTo(_newestText);
        }
    }

    /// <summary>Whether a text can be passed over: times of this form sort as text, so what lies between two times is no newer or older one, be it a time or not. It spares most of the parsing.</summary>
    private bool IsBetweenKnown(ReadOnlySpan<byte> text) => Oldest is not null && text.SequenceCompareTo(_oldestText) >= 0 && text.SequenceCompareTo(_newestText) <= 0;

    private static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        Span<char> chars = stackalloc char[Lookahead];
        return UtcTime.TryParse(chars[..Encoding.Latin1.GetChars(text, chars)], out time);
    }

    private static bool Skip(ref ReadOnlySpan<byte> content, string token)
    {
        var rest = content.TrimStart(" \t\r\n"u8);
        for (var i = 0; i < token.Length; i++)
        {
            if (i >= rest.Length || rest[i] != token[i]) return false;
        }
        content = rest[token.Length..];
        return true;
    }
}
