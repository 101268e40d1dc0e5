using System.Text;
using Integrity.Digests;
using Integrity.Digests.Gzip;
using Integrity.Storage;

namespace Integrity.Verification.Gaps;

/// <summary>
/// Hashes a log file and looks, by the way, for events that switch a trail on or off. It reads no JSON: it looks for the bytes of <c>"eventName":"StopLogging"</c> and the like.
/// </summary>
internal sealed class EventScan : IContentSink
{
    private static readonly string[] Names = ["DeleteTrail", "StartLogging", "StopLogging", "UpdateTrail"];
    private static readonly byte[][] Patterns =
    [
        .. Names.Select(name => Encoding.ASCII.GetBytes($"\"eventName\":\"{name}\"")),
    ];
    private static readonly int Overlap = Patterns.Max(pattern => pattern.Length) - 1;

    private readonly ContentHash _hash = new();
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    private readonly byte[] _seam = new byte[2 * Overlap];
    private int _tail;

    /// <summary>The hash of the content, and the names of the events in it. They count only when the hash is right.</summary>
    public (Sha256Hash Hash, IReadOnlyCollection<string> Events) Finish() => (_hash.Finish(), _found);

    public void Append(ReadOnlySpan<byte> content)
    {
        _hash.Append(content);
        var head = content[..Math.Min(Overlap, content.Length)];
        head.CopyTo(_seam.AsSpan(_tail));
        // what lies across the border of two pieces, then the piece itself
        Search(_seam.AsSpan(0, _tail + head.Length));
        Search(content);
        Keep(content);
    }

    private void Search(ReadOnlySpan<byte> content)
    {
        for (var i = 0; i < Patterns.Length; i++)
        {
            if (content.IndexOf(Patterns[i]) >= 0)
                _found.Add(Names[i]);
        }
    }

    /// <summary>Keeps the last bytes of all content so far at the front of the seam, which holds those of before and the first of this piece.</summary>
    private void Keep(ReadOnlySpan<byte> content)
    {
        var seam = _seam.AsSpan(0, _tail + Math.Min(Overlap, content.Length));
        var last = content.Length >= Overlap ? content[^Overlap..] : seam[Math.Max(0, seam.Length - Overlap)..];
        _tail = last.Length;
        last.CopyTo(_seam);
    }
}
