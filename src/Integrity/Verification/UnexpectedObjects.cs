using System.Runtime.CompilerServices;
using Integrity.Findings;
using Integrity.Verification.Unlisted;

namespace Integrity.Verification;

/// <summary>Reports objects in the digest folders that are not digests, and parts that could not be listed.</summary>
internal static class UnexpectedObjects
{
    /// <summary>Returns what the listings have shown since the last call.</summary>
    public static async IAsyncEnumerable<WalkStep> FindAsync(
        ChainContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var (location, more) in context.Folders.TakeUnexpected())
        {
            if (await FolderPlaceholder.IsAsync(context.Reader, location, cancellationToken).ConfigureAwait(false))
                continue;
            var finding = Finding.ObjectUnexpected("digest file", more);
            yield return WalkStep.Known(new UnlistedResult(context.Id, UnlistedKind.DigestFile, location, finding));
        }
        foreach (var (location, problem) in context.Folders.TakeUnreadable())
        {
            var finding = Finding.DigestFolderUnreadable(problem);
            yield return WalkStep.Known(new UnlistedResult(context.Id, UnlistedKind.DigestFile, location, finding));
        }
    }
}
