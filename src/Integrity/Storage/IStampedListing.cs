namespace Integrity.Storage;

/// <summary>A store whose listings tell of each object whether it was written again, without opening it. Implementations are safe for use by several tasks at once.</summary>
public interface IStampedListing
{
    /// <summary>The objects whose keys begin with <paramref name="prefix"/>, in the order of <see cref="IObjectReader.ListAsync"/>. Listings tell no version.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken
    );
}
