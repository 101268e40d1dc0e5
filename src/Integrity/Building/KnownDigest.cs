using System.Text;
using Integrity.Digests;

namespace Integrity.Building;

/// <summary>
/// A digest that is known to be authentic: by its signature, or because the digest after it vouches for its hash. Of the log files that it lists only
/// the hashes of their places are kept, since they can be many.
/// </summary>
internal sealed class KnownDigest
{
    private readonly HashSet<Sha256Hash> _logFiles;

    public KnownDigest(Digest digest, Sha256Hash hash, Signature signature)
    {
        Link = new PreviousDigest(digest.Location, hash, Algorithms.Sha256, signature);
        Period = digest.Period;
        Previous = digest.Previous;
        _logFiles = new HashSet<Sha256Hash>(digest.LogFiles.Count);
        foreach (var logFile in digest.LogFiles)
            _logFiles.Add(NameOf(logFile.Location));
    }

    /// <summary>What the next digest says of it.</summary>
    public PreviousDigest Link { get; }

    public DigestPeriod Period { get; }

    /// <summary>What it says of the digest before; <c>null</c> in a starting digest.</summary>
    public PreviousDigest? Previous { get; }

    /// <summary>Whether it lists a log file, which is told by its <see cref="NameOf"/>.</summary>
    public bool Lists(Sha256Hash name) => _logFiles.Contains(name);

    public static Sha256Hash NameOf(ObjectLocation location) =>
        Sha256Hash.Of(Encoding.UTF8.GetBytes(location.ToString()));
}
