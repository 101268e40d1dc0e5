using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>A digest to check next.</summary>
/// <param name="Location">Its expected location.</param>
/// <param name="Path">Its parsed object path.</param>
/// <param name="VerifiedNewer">The verified digest that links to it; <c>null</c> if it was only listed.</param>
/// <param name="RecordedSignature">Its signature as recorded in the next newer digest, or <c>null</c>.</param>
internal sealed record DigestTarget(
    ObjectLocation Location,
    DigestPath Path,
    Digest? VerifiedNewer = null,
    Signature? RecordedSignature = null
)
{
    /// <summary>The folder in which it is expected.</summary>
    public ObjectLocation Folder => DigestFolders.FolderOf(Location, Path);
}
