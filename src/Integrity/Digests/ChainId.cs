namespace Integrity.Digests;

/// <summary>
/// Identifies a digest chain: the digests of one trail for one account in one region.
/// </summary>
/// <param name="TrailName">The name of the trail.</param>
/// <param name="HomeRegion">The region in which the trail was created.</param>
/// <param name="AccountId">The account whose log files the chain covers.</param>
/// <param name="Region">The region whose log files the chain covers and whose key signs the digests.</param>
public sealed record ChainId(string TrailName, string HomeRegion, string AccountId, string Region)
{
    /// <summary>Returns the chain of the account that owns the trail in <paramref name="region"/>.</summary>
    public static ChainId Of(Trail trail, string region) => new(trail.Name, trail.HomeRegion, trail.AccountId, region);

    /// <summary>Returns <c>111122223333 us-east-2 example-trail</c>, for example.</summary>
    public override string ToString() => $"{AccountId} {Region} {TrailName}";
}
