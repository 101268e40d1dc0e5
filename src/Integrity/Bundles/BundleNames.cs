namespace Integrity.Bundles;

/// <summary>
/// The names in a bundle.
/// <code>
/// evidence/BUCKET/PATH            objects, with their metadata in PATH.meta.json
/// keys/[REGION/]FILE              public keys, untrusted
/// reports/FILE                    reports
/// about/FILE                      other files beside the buckets, such as the manifest of a fetch
/// manifest.txt  manifest.sig      size and hash of every other member; the signature of that list
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
