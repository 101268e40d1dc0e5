using Integrity.Keys;

namespace Integrity.Verification.Unlisted;

/// <summary>The digests that can list a log file in the folders of a chain, besides those of its main chain.</summary>
internal sealed class OtherTrails
{
    private readonly ChainContext _context;
    private readonly OtherDigestReader _reader;
    private readonly BackfillDigests _backfills;

    /// <param name="context">The chain.</param>
    /// <param name="ring">The keys of the range.</param>
    /// <param name="cancellationToken">Cancels the search for backfill digests.</param>
    public OtherTrails(ChainContext context, KeyRing ring, CancellationToken cancellationToken)
    {
        _context = context;
        _reader = new OtherDigestReader(context, ring);
        _backfills = new BackfillDigests(context, _reader, cancellationToken);
    }

    /// <summary>Returns the digests that can list a log file of a day. Uses the folders that are known now.</summary>
    public OtherDigests On(ComparedDay day) =>
        new(_context, day, _reader, _backfills, [.. _context.Folders.All.Select(RegionFolders.Of)]);
}
