using System.Numerics;
using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Digests.Gzip;

namespace Integrity.CloudTrail;

/// <summary>
/// Finds the oldest and newest <c>eventTime</c> in a CloudTrail log file during decompression, in bounded memory.
/// <code>{"Records":[{"eventTime":"2025-05-04T10:00:25Z",…},…]}</code>
/// Content in any other form has no event times. A full JSON parser would take longer than hashing. Instead, blocks of
/// 64 bytes are scanned with vector instructions to track nesting depth and strings, as described in "Parsing Gigabytes
/// of JSON per Second" by Langdale and Lemire. Other JSON syntax is not validated.
/// </summary>
internal sealed class EventTimes : IContentSink
{
    /// <summary>Bytes needed after a block to read a member that begins in it.</summary>
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
    private bool _hasBegun;
    private bool _hasEnded;

    private static ReadOnlySpan<byte> UsualPrefix => "\"eventTime\":\""u8;

    public DateTimeOffset? Oldest { get; private set; }

    public DateTimeOffset? Newest { get; private set; }

    public void Append(ReadOnlySpan<byte> content)
    {
        if (_hasEnded)
            return;
        var from = 0;
        if (_carried > 0)
        {
            // Scan the bytes left over from the previous call together with the beginning of this content.
            var joined = Math.Min(content.Length, 2 * Window);
            content[..joined].CopyTo(_carry.AsSpan(_carried));
            var scanned = Scan(_carry.AsSpan(0, _carried + joined), until: _carried);
            if (_hasEnded)
                return;
            if (scanned < _carried)
            {
                _carry.AsSpan(scanned, _carried + joined - scanned).CopyTo(_carry);
                _carried += joined - scanned;
                return;
            }
            from = scanned - _carried;
        }
        from += Scan(content[from..], until: int.MaxValue);
        if (_hasEnded)
            return;
        _carried = content.Length - from;
        content[from..].CopyTo(_carry);
    }

    /// <summary>Scans the remaining bytes. Call once, at the end of the content.</summary>
    public void Finish()
    {
        // Spaces have no effect. They fill up the last block.
        _carry.AsSpan(_carried).Fill((byte)' ');
        if (!_hasEnded)
            Scan(_carry, until: int.MaxValue);
        _hasEnded = true;
    }

    /// <summary>
    /// Scans complete blocks that begin before <paramref name="until"/>; returns the number of bytes scanned.
    /// </summary>
    // Not inlined: inside a larger caller, the JIT would stop inlining what this calls, which doubles the time.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int Scan(ReadOnlySpan<byte> content, int until)
    {
        var at = 0;
        if (!_hasBegun)
        {
            if (content.Length < Window)
                return 0;
            at = StartOfRecords(content);
            (_hasBegun, _hasEnded, _depth) = (true, at == 0, DepthOfRecords);
        }
        // Local copies stay in registers. Fields would dominate the run time.
        var (depth, state) = (_depth, _state);
        for (; !_hasEnded && at < until && content.Length - at >= Window; at += JsonBlock.Size)
        {
            var window = content.Slice(at, Window);
            var block = JsonBlock.Read(window, ref state);
            // Rare: enough closing brackets in one block to reach the end of the records.
            if (depth - BitOperations.PopCount(block.Closing) < DepthOfRecords)
                block = UntilEndOfRecords(block, depth);
            if (block.Members != 0)
                AddMembers(block, depth, window);
            depth += block.DepthAt(JsonBlock.Size);
        }
        (_depth, _state) = (depth, state);
        return at;
    }

    /// <summary>Cuts off the block at the end of the array of records, if it ends in this block.</summary>
    private JsonBlock UntilEndOfRecords(JsonBlock block, int depth)
    {
        for (var closing = block.Closing; closing != 0; closing &= closing - 1)
        {
            var at = BitOperations.TrailingZeroCount(closing);
            if (depth + block.DepthAt(at + 1) >= DepthOfRecords)
                continue;
            _hasEnded = true;
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

    /// <summary>Returns the position after <c>{"Records":[</c>, or zero if the content begins differently.</summary>
    private static int StartOfRecords(ReadOnlySpan<byte> content)
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
        var text = EventTimeText(member);
        if (IsWithinKnownRange(text) || !UtcTime.TryParse(text, out var time))
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

    /// <summary>
    /// Whether a text is between the oldest and the newest time. Times sort as text, so such a text cannot change
    /// either, whether or not it is a time. This avoids most of the parsing.
    /// </summary>
    private bool IsWithinKnownRange(ReadOnlySpan<byte> text) =>
        Oldest is not null && text.SequenceCompareTo(_oldestText) >= 0 && text.SequenceCompareTo(_newestText) <= 0;

    /// <summary>
    /// Returns the value of <c>eventTime</c> without quotes; empty for other members and non-string values.
    /// </summary>
    private static ReadOnlySpan<byte> EventTimeText(ReadOnlySpan<byte> member)
    {
        if (member.StartsWith(UsualPrefix))
            member = member[UsualPrefix.Length..];
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
