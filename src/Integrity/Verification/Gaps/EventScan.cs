using System.Text;
using Integrity.Digests;
using Integrity.Digests.Gzip;
using Integrity.Storage;

namespace Integrity.Verification.Gaps;

/// <summary>The hash of a scanned log file, and the events found. The events count only if the hash matches.</summary>
internal sealed record ScannedEvents(Sha256Hash Hash, IReadOnlyCollection<string> Events);

/// <summary>
/// Hashes a log file and searches it for events that turn a trail on or off. Does not parse JSON: it searches for bytes
/// such as <c>"eventName":"StopLogging"</c>.
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

    /// <summary>Returns the hash of the content, and the events in it.</summary>
    public ScannedEvents Finish() => new(_hash.Finish(), _found);

    public void Append(ReadOnlySpan<byte> content)
    {
        _hash.Append(content);
        var head = content[..Math.Min(Overlap, content.Length)];
        head.CopyTo(_seam.AsSpan(_tail));
        // First what spans the border to the last piece, then the piece itself.
        Search(_seam.AsSpan(0, _tail + head.Length));
        Search(content);
        KeepTail(content);
    }

    private void Search(ReadOnlySpan<byte> content)
    {
        for (var i = 0; i < Patterns.Length; i++)
        {
            if (content.IndexOf(Patterns[i]) >= 0)
                _found.Add(Names[i]);
        }
    }

    /// <summary>Keeps the last bytes of all content so far at the front of the seam.</summary>
    private void KeepTail(ReadOnlySpan<byte> content)
    {
        var seam = _seam.AsSpan(0, _tail + Math.Min(Overlap, content.Length));
        var last = content.Length >= Overlap ? content[^Overlap..] : seam[Math.Max(0, seam.Length - Overlap)..];
        _tail = last.Length;
        last.CopyTo(_seam);
    }
}
