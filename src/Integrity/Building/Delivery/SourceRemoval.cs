using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>Removes files whose content lies in the store: after it was read back from there, and only when the file is still the one that was read.</summary>
internal sealed class SourceRemoval(IObjectReader reader)
{
    /// <summary>Removes a file, or tells in the result why it is left.</summary>
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
            if (!await StoredCopy.IsOfAsync(reader, location, file.Hash, cancellationToken).ConfigureAwait(false))
                return Left("the store gives back something else than was delivered", "look who else writes there");
            if (!file.Source.IsUnchanged() || !file.Source.Remove())
                return Left("it was changed meanwhile", "deliver it again when nothing is written to it any more");
            return result with { IsRemoved = true };
        }
        catch (NotDeliveredException e)
        {
            return Left(e.Message, e.Hint);
        }
        catch (StoreException e)
        {
            return Left($"its copy cannot be read: {e.Message}", e.Hint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Left(e.Message, "let the user who delivers write to its folder");
        }

        DeliveryResult Left(string problem, Hint? hint) =>
            result with
            {
                Problem = $"it was delivered and not removed: {problem}",
                Hint = hint,
            };
    }
}
