namespace Integrity.Digests;

/// <summary>Names of the algorithms used by the format. There are no others so far.</summary>
public static class Algorithms
{
    /// <summary>SHA-256, as named in digests for log files and previous digests.</summary>
    public const string Sha256 = "SHA-256";

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256, as named in digests and object metadata.</summary>
    public const string Sha256WithRsa = "SHA256withRSA";
}
