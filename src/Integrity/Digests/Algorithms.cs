namespace Integrity.Digests;

/// <summary>The names of the only algorithms that the format has used so far.</summary>
public static class Algorithms
{
    /// <summary>SHA-256, as digests name it for log files and previous digests.</summary>
    public const string Sha256 = "SHA-256";

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256, as digests and object metadata name it.</summary>
    public const string Sha256WithRsa = "SHA256withRSA";
}
