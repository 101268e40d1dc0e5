using System.Text;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

/// <summary>
/// Key files as Windows tools write them. PowerShell's <c>&gt;</c> writes UTF-16 with a byte order mark.
/// </summary>
public sealed class KeyTextTests : IDisposable
{
    private static readonly string[] Names =
    [
        "utf-8",
        "utf-8 with mark",
        "utf-16",
        "utf-16 with mark",
        "utf-16BE",
        "utf-16BE with mark",
        "utf-32",
        "utf-32 with mark",
    ];

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string, string> Files()
    {
        var files = new TheoryData<string, string>();
        foreach (var name in Names.Where(name => name != "utf-32"))
        {
            files.Add("keys.json", name);
            files.Add("key.pem", name);
        }
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_key_file_is_read_in_every_recognizable_Unicode_encoding(string file, string encoding)
    {
        var directory = Path.Combine(Repository.PathTo("testdata", "vectors", "valid"), "public-keys.json");
        var list = await File.ReadAllTextAsync(directory);
        var text = file.EndsWith(".json", StringComparison.Ordinal) ? list : Pem(list);
        var path = _directory.PathTo(file);
        await File.WriteAllBytesAsync(path, Encode(text, encoding));

        KeyRingFile.Load(path).Count.Should().BePositive();
    }

    [Fact]
    public async Task Invalid_UTF_16_is_reported()
    {
        var path = _directory.PathTo("keys.json");
        await File.WriteAllBytesAsync(path, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{"), 0x00, 0xD8, 0x7B, 0x00]);

        var load = () => KeyRingFile.Load(path);

        load.Should().Throw<KeyFileException>().WithMessage($"{path}: it begins like utf-16, but is not valid utf-16");
    }

    private static string Pem(string list)
    {
        var key = PublicKeyList.Read(Encoding.UTF8.GetBytes(list), null).Keys[0].Key;
        return System.Security.Cryptography.PemEncoding.WriteString("RSA PUBLIC KEY", key.Pkcs1Der.Span) + "\n";
    }

    private static byte[] Encode(string text, string name)
    {
        var encoding = Encoding.GetEncoding(name.Split(' ')[0]);
        return
        [
            .. name.Contains("mark", StringComparison.Ordinal) ? encoding.GetPreamble() : [],
            .. encoding.GetBytes(text),
        ];
    }
}
