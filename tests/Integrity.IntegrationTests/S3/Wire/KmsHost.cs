using System.Diagnostics;
using System.Text.Json.Nodes;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>Stands for AWS KMS with one RSA key that OpenSSL has made and signs with: nothing of this project touches the private key.</summary>
internal sealed class KmsHost : JsonApiHost
{
    public const string Arn = "arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private const string Algorithm = "RSASSA_PKCS1_V1_5_SHA_256";

    private readonly string _folder;

    private KmsHost(string folder)
        : base("kms", "TrentService.", "com.amazonaws.kms#") => _folder = folder;

    public string KeySpec { get; init; } = "RSA_2048";

    public string KeyUsage { get; init; } = "SIGN_VERIFY";

    /// <summary>Turns a genuine signature into what is answered.</summary>
    public Func<byte[], byte[]> Garble { get; init; } = signature => signature;

    /// <summary>The public key, SubjectPublicKeyInfo, PEM.</summary>
    public string PublicKey => Path.Combine(_folder, "public.pem");

    private string PrivateKey => Path.Combine(_folder, "private.pem");

    public static async Task<KmsHost> StartAsync(TemporaryFolder folder, string keySpec = "RSA_2048", string keyUsage = "SIGN_VERIFY", Func<byte[], byte[]>? garble = null)
    {
        Directory.CreateDirectory(folder.At("kms"));
        var host = new KmsHost(folder.At("kms")) { KeySpec = keySpec, KeyUsage = keyUsage, Garble = garble ?? (signature => signature) };
        await ExternalProgram.OpenSsl.RunAsync("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", host.PrivateKey);
        await ExternalProgram.OpenSsl.RunAsync("pkey", "-in", host.PrivateKey, "-pubout", "-out", host.PublicKey);
        return host;
    }

    protected override JsonObject Answer(string operation, string region, JsonNode arguments)
    {
        if (region != "us-east-2" || arguments["KeyId"]!.GetValue<string>() != Arn) throw new InvalidOperationException("there is no such key");
        return operation switch
        {
            "GetPublicKey" => new JsonObject
            {
                ["KeyId"] = Arn,
                [nameof(PublicKey)] = Convert.ToBase64String(OpenSsl([], "pkey", "-pubin", "-in", PublicKey, "-pubout", "-outform", "DER")),
                [nameof(KeySpec)] = KeySpec,
                ["CustomerMasterKeySpec"] = KeySpec,
                [nameof(KeyUsage)] = KeyUsage,
                ["SigningAlgorithms"] = KeySpec.StartsWith("RSA", StringComparison.Ordinal) ? [Algorithm, "RSASSA_PSS_SHA_256"] : new JsonArray("ECDSA_SHA_256"),
            },
            "Sign" => Sign(arguments),
            _ => throw new InvalidOperationException($"{operation} is not needed to sign digests"),
        };
    }

    private JsonObject Sign(JsonNode arguments)
    {
        if (arguments["MessageType"]!.GetValue<string>() != "DIGEST" || arguments["SigningAlgorithm"]!.GetValue<string>() != Algorithm) throw new InvalidOperationException("not as digests are signed");
        var hash = Convert.FromBase64String(arguments["Message"]!.GetValue<string>());
        if (hash.Length != 32) throw new InvalidOperationException("not a SHA-256 hash: log content must not leave the machine");
        var signature = OpenSsl(hash, "pkeyutl", "-sign", "-inkey", PrivateKey, "-pkeyopt", "digest:sha256", "-pkeyopt", "rsa_padding_mode:pkcs1");
        return new JsonObject { ["KeyId"] = Arn, ["Signature"] = Convert.ToBase64String(Garble(signature)), ["SigningAlgorithm"] = Algorithm };
    }

    private static byte[] OpenSsl(byte[] input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(ExternalProgram.OpenSsl.Name, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return output.ToArray();
    }
}
