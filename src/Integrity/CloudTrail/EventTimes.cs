using System.Numerics;
using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Digests.Gzip;

namespace Integrity.CloudTrail;

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
        if (_isOver)
            return;
        var from = 0;
        if (_carried > 0)
        {
            // what is left of the content before is looked at together with the beginning of this one
            var joined = Math.Min(content.Length, 2 * Window);
            content[..joined].CopyTo(_carry.AsSpan(_carried));
            var looked = Look(_carry.AsSpan(0, _carried + joined), until: _carried);
            if (_isOver)
                return;
            if (looked < _carried)
            {
                _carry.AsSpan(looked, _carried + joined - looked).CopyTo(_carry);
                _carried += joined - looked;
                return;
            }
            from = looked - _carried;
        }
        from += Look(content[from..], until: int.MaxValue);
        if (_isOver)
            return;
        _carried = content.Length - from;
        content[from..].CopyTo(_carry);
    }

    /// <summary>The content is over.</summary>
    public void Finish()
    {
        // blanks change nothing, and make the last bytes a whole block
        _carry.AsSpan(_carried).Fill((byte)' ');
        if (!_isOver)
            Look(_carry, until: int.MaxValue);
        _isOver = true;
    }

    /// <summary>Looks at whole blocks that begin before <paramref name="until"/>, and tells how many bytes they took.</summary>
    // compiled as one piece: as a part of its callers it can be too large for what it calls to become part of it, and takes twice as long
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int Look(ReadOnlySpan<byte> content, int until)
    {
        var at = 0;
        if (!_isBegun)
        {
            if (content.Length < Window)
                return 0;
            at = BeginningOfRecords(content);
            (_isBegun, _isOver, _depth) = (true, at == 0, DepthOfRecords);
        }
        // in registers: kept in fields, they would take longer than the rest
        var (depth, state) = (_depth, _state);
        for (; !_isOver && at < until && content.Length - at >= Window; at += JsonBlock.Size)
        {
            var window = content.Slice(at, Window);
            var block = JsonBlock.Read(window, ref state);
            // seldom so many braces are closed at once
            if (depth - BitOperations.PopCount(block.Closing) < DepthOfRecords)
                block = UpToEndOfRecords(block, depth);
            if (block.Members != 0)
                AddMembers(block, depth, window);
            depth += block.DepthAt(JsonBlock.Size);
        }
        (_depth, _state) = (depth, state);
        return at;
    }

    /// <summary>The block without what lies behind the end of the array of records, if that is in it.</summary>
    private JsonBlock UpToEndOfRecords(JsonBlock block, int depth)
    {
        for (var closing = block.Closing; closing != 0; closing &= closing - 1)
        {
            var at = BitOperations.TrailingZeroCount(closing);
            if (depth + block.DepthAt(at + 1) >= DepthOfRecords)
                continue;
            _isOver = true;
            return block.Before(at);
        }
        return block;
    }

    private void AddMembers(JsonBlock block, int depth, ReadOnlySpan<byte> window)
    {
        for (var members = block.Members; members != 0; members &= members - 1)
        {
            var at = BitOperations.TrailingZeroCount(members);
            if (depth + block.DepthAt(at) == DepthOfMembers)
                AddMember(window[at..]);
        }
    }

    /// <summary>The position behind <c>{"Records":[</c>; zero when it begins otherwise.</summary>
    private static int BeginningOfRecords(ReadOnlySpan<byte> content)
    {
        var rest = content;
        foreach (var token in (ReadOnlySpan<string>)["{", "\"Records\"", ":", "["])
        {
            if (!Skip(ref rest, token))
                return 0;
        }
        return content.Length - rest.Length;
    }

    private void AddMember(ReadOnlySpan<byte> member)
    {
        var text = TextOfTime(member);
        if (IsBetweenKnown(text) || !UtcTime.TryParse(text, out var time))
            return;
        if (Oldest is null || time < Oldest)
        {
            Oldest = time;
            text.CopyTo(_oldestText);
        }
        if (Newest is null || time > Newest)
        {
            Newest = time;
            text.CopyTo(_newestText);
        }
    }

    /// <summary>Whether a text can be passed over: times sort as text, so what lies between two times is no newer or older one, be it a time or not. It spares most of the parsing.</summary>
    private bool IsBetweenKnown(ReadOnlySpan<byte> text) =>
        Oldest is not null && text.SequenceCompareTo(_oldestText) >= 0 && text.SequenceCompareTo(_newestText) <= 0;

    /// <summary>What an <c>eventTime</c> says, without its quotes; empty when the member is another one, or no text.</summary>
    private static ReadOnlySpan<byte> TextOfTime(ReadOnlySpan<byte> member)
    {
        if (member.StartsWith(UsualBeginning))
            member = member[UsualBeginning.Length..];
        else if (!Skip(ref member, "\"eventTime\"") || !Skip(ref member, ":") || !Skip(ref member, "\""))
            return default;
        return member[..Math.Max(0, member.IndexOf((byte)'"'))];
    }

    private static bool Skip(ref ReadOnlySpan<byte> content, string token)
    {
        var rest = content.TrimStart(" \t\r\n"u8);
        for (var i = 0; i < token.Length; i++)
        {
            if (i >= rest.Length || rest[i] != token[i])
                return false;
        }
        content = rest[token.Length..];
        return true;
    }
}
