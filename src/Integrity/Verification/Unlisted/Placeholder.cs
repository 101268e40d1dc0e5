using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>An empty object whose path ends in a slash, which consoles make to show a folder. It is nothing.</summary>
internal static class Placeholder
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
            // it may hold something
            return false;
        }
    }
}
