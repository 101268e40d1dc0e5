namespace Integrity.Storage;

/// <summary>
/// A store whose listings show when an object was rewritten, without opening it. Implementations are safe for
/// concurrent use.
/// </summary>
public interface IStampedListing
{
    /// <summary>
    /// Lists the objects whose paths begin with <paramref name="prefix"/>, in the order of
    /// <see cref="IObjectReader.ListAsync"/>. Stamps from listings have no version ID.
    /// </summary>
    /// <exception cref="StoreException">The request failed.</exception>
    IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    );
}
