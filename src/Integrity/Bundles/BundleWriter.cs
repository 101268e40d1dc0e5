using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Tar;

namespace Integrity.Bundles;

/// <summary>
/// Writes bundles: a plain tar archive of the files, then the manifest, then its signature. The output is reproducible:
/// it depends only on the files and the key.
/// </summary>
public static class BundleWriter
{
    private const int CopySize = 128 << 10;

    /// <summary>Writes a bundle. Returns the number of files, without the manifest and its signature.</summary>
    /// <param name="contents">The files to bundle.</param>
    /// <param name="signer">The creator's signer; <c>null</c> for an unsigned bundle.</param>
    /// <param name="bundle">The stream to write to. If this method throws, its content is incomplete.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="StoreException">A file cannot be read, or changed while it was read.</exception>
    public static async Task<int> WriteAsync(
        BundleContents contents,
        IDigestSigner? signer,
        Stream bundle,
        CancellationToken cancellationToken = default
    )
    {
        var entries = new List<BundleEntry>(contents.Files.Count);
        foreach (var bundled in contents.Files)
        {
            var file = contents.Open(bundled);
            await using var fileDisposal = file.ConfigureAwait(false);
            await AddAsync(bundle, bundled.Name, file, cancellationToken).ConfigureAwait(false);
            entries.Add(new BundleEntry(file.Finish(), file.Length, bundled.Name));
            contents.Progress.FinishedFile();
        }
        var manifest = BundleManifest.Write(entries);
        await AddAsync(bundle, BundleNames.Manifest, new MemoryStream(manifest), cancellationToken)
            .ConfigureAwait(false);
        if (signer is not null)
        {
            var signature = await signer.SignAsync(manifest, cancellationToken).ConfigureAwait(false);
            using var content = new MemoryStream(signature.Bytes.ToArray());
            await AddAsync(bundle, BundleNames.Signature, content, cancellationToken).ConfigureAwait(false);
        }
        await bundle.WriteAsync(new byte[TarFormat.EndLength], cancellationToken).ConfigureAwait(false);
        return entries.Count;
    }

    private static async Task AddAsync(Stream bundle, string name, Stream content, CancellationToken cancellationToken)
    {
        await bundle.WriteAsync(TarFormat.HeadersOf(name, content.Length), cancellationToken).ConfigureAwait(false);
        await content.CopyToAsync(bundle, CopySize, cancellationToken).ConfigureAwait(false);
        await bundle.WriteAsync(new byte[TarFormat.Padding(content.Length)], cancellationToken).ConfigureAwait(false);
    }
}
