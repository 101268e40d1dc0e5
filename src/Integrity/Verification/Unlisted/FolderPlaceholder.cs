using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// Recognizes the empty objects with a slash at the end that consoles create to show a folder. They are harmless.
/// </summary>
internal static class FolderPlaceholder
{
    public static async Task<bool> IsAsync(
        IObjectReader reader,
        ObjectLocation location,
        CancellationToken cancellationToken
    )
    {
        if (!location.Path.EndsWith('/'))
            return false;
        try
        {
            var stored = await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return true;
            await using var storedDisposal = stored.ConfigureAwait(false);
            return await stored.Content.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) == 0;
        }
        catch (StoreException)
        {
            // It may have content.
            return false;
        }
    }
}
