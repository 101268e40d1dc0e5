using System.Diagnostics;
using System.Text.Json.Nodes;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>A fake AWS KMS. OpenSSL generates its RSA keys and signs with them, independently of our code.</summary>
internal sealed class KmsHost : JsonApiHost
{
    public const string Arn = "arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    public const string Alias = "arn:aws:kms:us-east-2:111122223333:alias/log-digests";

    private const string OtherArn = "arn:aws:kms:us-east-2:111122223333:key/99999999-12ab-34cd-56ef-1234567890ab";
    private const string Algorithm = "RSASSA_PKCS1_V1_5_SHA_256";

    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);
    private string _aliased = Arn;

    private KmsHost()
        : base("kms", "TrentService.", "com.amazonaws.kms#") { }

    public string KeySpec { get; init; } = "RSA_2048";

    public string KeyUsage { get; init; } = "SIGN_VERIFY";

    /// <summary>Transforms a genuine signature into the one to return.</summary>
    public Func<byte[], byte[]> Garble { get; init; } = signature => signature;

    /// <summary>The path of the public key (SubjectPublicKeyInfo, PEM).</summary>
    public string PublicKey => PublicKeyOf(Arn);

    public static async Task<KmsHost> StartAsync(
        TemporaryFolder folder,
        string keySpec = "RSA_2048",
        string keyUsage = "SIGN_VERIFY",
        Func<byte[], byte[]>? garble = null
    )
    {
        var host = new KmsHost
        {
            KeySpec = keySpec,
            KeyUsage = keyUsage,
            Garble = garble ?? (signature => signature),
        };
        await host.MakeAsync(Arn, folder.At("kms"));
        return host;
    }

    /// <summary>Creates another key and points the alias to it.</summary>
    public async Task ExchangeAsync(TemporaryFolder folder)
    {
        await MakeAsync(OtherArn, folder.At("kms-other"));
        _aliased = OtherArn;
    }

    private async Task MakeAsync(string arn, string folder)
    {
        Directory.CreateDirectory(folder);
        _folders[arn] = folder;
        await OpenSslKey.GenerateAsync(PrivateKeyOf(arn));
        await OpenSslKey.ExportPublicAsync(PrivateKeyOf(arn), PublicKeyOf(arn));
    }

    private string PublicKeyOf(string arn) => Path.Combine(_folders[arn], "public.pem");

    private string PrivateKeyOf(string arn) => Path.Combine(_folders[arn], "private.pem");

    protected override JsonObject Answer(string operation, string region, JsonNode arguments)
    {
        var arn = arguments["KeyId"]!.GetValue<string>() is var name && name == Alias ? _aliased : name;
        if (region != "us-east-2" || !_folders.ContainsKey(arn))
            throw new InvalidOperationException("the key does not exist");
        return operation switch
        {
            "GetPublicKey" => new JsonObject
            {
                ["KeyId"] = arn,
                [nameof(PublicKey)] = Convert.ToBase64String(
                    OpenSsl([], "pkey", "-pubin", "-in", PublicKeyOf(arn), "-pubout", "-outform", "DER")
                ),
                [nameof(KeySpec)] = KeySpec,
                ["CustomerMasterKeySpec"] = KeySpec,
                [nameof(KeyUsage)] = KeyUsage,
                ["SigningAlgorithms"] = KeySpec.StartsWith("RSA", StringComparison.Ordinal)
                    ? [Algorithm, "RSASSA_PSS_SHA_256"]
                    : new JsonArray("ECDSA_SHA_256"),
            },
            "Sign" => Sign(arn, arguments),
            _ => throw new InvalidOperationException($"{operation} is not needed to sign digests"),
        };
    }

    private JsonObject Sign(string arn, JsonNode arguments)
    {
        if (
            arguments["MessageType"]!.GetValue<string>() != "DIGEST"
            || arguments["SigningAlgorithm"]!.GetValue<string>() != Algorithm
        )
            throw new InvalidOperationException("not the parameters for digests");
        var hash = Convert.FromBase64String(arguments["Message"]!.GetValue<string>());
        if (hash.Length != 32)
            throw new InvalidOperationException("not a SHA-256 hash: log content must not leave the machine");
        var signature = OpenSsl(
            hash,
            "pkeyutl",
            "-sign",
            "-inkey",
            PrivateKeyOf(arn),
            "-pkeyopt",
            "digest:sha256",
            "-pkeyopt",
            "rsa_padding_mode:pkcs1"
        );
        return new JsonObject
        {
            ["KeyId"] = arn,
            ["Signature"] = Convert.ToBase64String(Garble(signature)),
            ["SigningAlgorithm"] = Algorithm,
        };
    }

    private static byte[] OpenSsl(byte[] input, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(ExternalProgram.OpenSsl.Name, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return output.ToArray();
    }
}
