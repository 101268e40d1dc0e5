namespace Integrity.Bundles;

/// <summary>
/// What lies where in a bundle.
/// <code>
/// evidence/BUCKET/KEY             objects; their metadata beside them in KEY.meta.json
/// keys/[REGION/]FILE              public keys, which vouch for nothing by themselves
/// reports/FILE                    reports
/// about/FILE                      what else lay in the folder beside the buckets, e.g. what a download says of itself
/// manifest.txt  manifest.sig      every other member with its size and hash; the signature of that list
/// </code>
/// </summary>
internal static class BundleNames
{
    public const string Evidence = "evidence/";
    public const string Keys = "keys/";
    public const string Reports = "reports/";
    public const string About = "about/";
    public const string Manifest = "manifest.txt";
    public const string Signature = "manifest.sig";
}
