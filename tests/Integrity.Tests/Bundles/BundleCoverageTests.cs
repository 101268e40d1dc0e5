using Integrity.Bundles;
using Integrity.Tests.Support;

namespace Integrity.Tests.Bundles;

/// <summary>
/// The signature of a bundle covers its members. Every other byte of the archive has only one permitted value, so that
/// no byte can be changed unnoticed.
/// </summary>
public sealed class BundleCoverageTests : IDisposable
{
    private const string LogFile =
        "amzn-s3-demo-bucket/AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/"
        + "111122223333_CloudTrail_us-east-2_20250504T1000Z_AAAAAAAAAAAAAAAA.json.gz";

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_changed_byte_of_a_signed_bundle_is_rejected_or_detected()
    {
        var bundle = await MakeAsync();
        (await ProblemsAsync(bundle)).Should().BeEmpty("the bundle is unchanged");
        var genuine = await File.ReadAllBytesAsync(bundle);

        var unnoticed = new List<int>();
        for (var at = 0; at < genuine.Length; at++)
        {
            await ChangeAsync(bundle, at, (byte)(genuine[at] ^ (1 << (at % 8))));
            if (await ProblemsAsync(bundle) is [])
                unnoticed.Add(at);
            await ChangeAsync(bundle, at, genuine[at]);
        }

        unnoticed.Should().BeEmpty("of {0} bytes", genuine.Length);
    }

    [Fact]
    public async Task A_signed_bundle_truncated_or_extended_anywhere_is_rejected_or_detected()
    {
        var bundle = await MakeAsync();
        var genuine = await File.ReadAllBytesAsync(bundle);

        foreach (var length in (int[])[genuine.Length - 1, genuine.Length - 512, genuine.Length - 1024, 512, 0])
        {
            await File.WriteAllBytesAsync(bundle, genuine[..length]);
            (await ProblemsAsync(bundle))
                .Should()
                .NotBeEmpty("the bundle has {0} of {1} bytes", length, genuine.Length);
        }
        foreach (var added in (int[])[1, 512, 10240])
        {
            await File.WriteAllBytesAsync(bundle, [.. genuine, .. new byte[added]]);
            (await ProblemsAsync(bundle)).Should().NotBeEmpty("{0} zeros follow", added);
        }
    }

    [Fact]
    public async Task Members_in_another_order_are_detected()
    {
        var bundle = await MakeAsync();
        var genuine = await File.ReadAllBytesAsync(bundle);
        // The last two members. Each is a header block and one block of content.
        var (end, member) = (genuine.Length - 1024, 1024);
        var (manifest, signature) = (genuine[(end - (2 * member))..(end - member)], genuine[(end - member)..end]);

        await File.WriteAllBytesAsync(
            bundle,
            [.. genuine[..(end - (2 * member))], .. signature, .. manifest, .. new byte[1024]]
        );

        (await ProblemsAsync(bundle))
            .Should()
            .Equal(
                "the archive: manifest.txt is out of order: members "
                    + "are sorted, the manifest and its signature come last"
            );
    }

    [Fact]
    public async Task A_byte_hidden_in_the_padding_is_rejected_even_without_the_signers_key()
    {
        var bundle = await MakeAsync();
        // The padding after the signature, just before the end marker.
        await ChangeAsync(bundle, (int)new FileInfo(bundle).Length - 1025, 1);

        FluentActions
            .Invoking(() => Bundle.Open(bundle))
            .Should()
            .Throw<FormatException>()
            .WithMessage("nonzero padding after manifest.sig");
    }

    private async Task<string> MakeAsync()
    {
        _directory.Write($"evidence/{LogFile}", "genuine");
        var report = _directory.Write("r.md", "report");
        var directory = _directory.PathTo("evidence");
        var contents = await BundleContents.FindAsync(directory, holdsBuckets: true, [report], default);
        using var signer = TestKey.First.Signer();
        await using var file = File.Create(_directory.PathTo("bundle.tar"));
        await BundleWriter.WriteAsync(contents, signer, file, default);
        return file.Name;
    }

    private static async Task ChangeAsync(string path, int offset, byte value)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        await RandomAccess.WriteAsync(file, new[] { value }, offset);
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(string path)
    {
        try
        {
            using var bundle = Bundle.Open(path);
            using var maker = TestKey.First.Public;
            return await bundle.CheckAsync(maker, check: null, concurrency: 1, default);
        }
        catch (FormatException e)
        {
            return [e.Message];
        }
    }
}
