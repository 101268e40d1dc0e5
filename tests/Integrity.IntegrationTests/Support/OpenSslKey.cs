using System.Security.Cryptography;

namespace Integrity.IntegrationTests.Support;

/// <summary>RSA keys created and converted by OpenSSL.</summary>
internal static class OpenSslKey
{
    /// <summary>Writes a new private key as PEM.</summary>
    public static Task GenerateAsync(string path, int bits = 2048) =>
        ExternalProgram.OpenSsl.RunAsync(
            "genpkey",
            "-quiet",
            "-algorithm",
            "RSA",
            "-pkeyopt",
            $"rsa_keygen_bits:{bits}",
            "-out",
            path
        );

    /// <summary>Writes the public half of a private key as PEM (SubjectPublicKeyInfo).</summary>
    public static Task ExportPublicAsync(string privateKey, string path) =>
        ExternalProgram.OpenSsl.RunAsync("pkey", "-in", privateKey, "-pubout", "-out", path);

    /// <summary>Returns the fingerprint as CloudTrail defines it: MD5 of the PKCS#1 public key in DER.</summary>
    public static async Task<string> FingerprintAsync(string privateKey)
    {
        var der = await ExternalProgram.OpenSsl.RunAsync(
            "rsa",
            "-in",
            privateKey,
            "-RSAPublicKey_out",
            "-outform",
            "DER"
        );
        return Convert.ToHexStringLower(MD5.HashData(der.OutputBytes));
    }

    /// <summary>Converts a PKCS#1 public key from DER to PEM (SubjectPublicKeyInfo).</summary>
    public static Task ToPemAsync(string der, string pem) =>
        ExternalProgram.OpenSsl.RunAsync(
            "rsa",
            "-RSAPublicKey_in",
            "-inform",
            "DER",
            "-in",
            der,
            "-pubout",
            "-out",
            pem
        );
}
