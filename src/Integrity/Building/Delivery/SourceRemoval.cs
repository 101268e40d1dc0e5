using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>Deletes delivered files, after reading back their copy and only if they have not changed.</summary>
internal sealed class SourceRemoval(IObjectReader reader)
{
    /// <summary>Deletes a file. If it stays, the result contains the reason.</summary>
    public async Task<DeliveryResult> RemoveAsync(
        PackedLogFile file,
        DeliveryResult result,
        CancellationToken cancellationToken
    )
    {
        if (result.Location is not { } location)
            return result;
        try
        {
            if (!await StoredCopy.MatchesAsync(reader, location, file.Hash, cancellationToken).ConfigureAwait(false))
                return Left("the store returns different content", "find out who else writes there");
            if (!file.Source.IsUnchanged() || !file.Source.Remove())
                return Left("it changed meanwhile", "deliver it again after the last write");
            return result with { IsRemoved = true };
        }
        catch (NotDeliveredException e)
        {
            return Left(e.Message, e.Hint);
        }
        catch (StoreException e)
        {
            return Left($"cannot read its copy: {e.Message}", e.Hint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Left(e.Message, "make its directory writable for the current user");
        }

        DeliveryResult Left(string problem, Hint? hint) =>
            result with
            {
                Problem = $"delivered but not removed: {problem}",
                Hint = hint,
            };
    }
}
