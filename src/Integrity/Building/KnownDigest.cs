using System.Text;
using Integrity.Digests;

namespace Integrity.Building;

/// <summary>
/// A digest known to be authentic, by its signature or by the link from the next digest. To save memory, only hashes of
/// the log file locations are kept.
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
            _logFiles.Add(HashOf(logFile.Location));
    }

    /// <summary>The link to this digest, as recorded in the next one.</summary>
    public PreviousDigest Link { get; }

    public DigestPeriod Period { get; }

    /// <summary>The link to the previous digest; <c>null</c> in a starting digest.</summary>
    public PreviousDigest? Previous { get; }

    /// <summary>Whether the digest lists the log file whose location has the hash <paramref name="name"/>.</summary>
    public bool Lists(Sha256Hash name) => _logFiles.Contains(name);

    public static Sha256Hash HashOf(ObjectLocation location) =>
        Sha256Hash.Of(Encoding.UTF8.GetBytes(location.ToString()));
}
