using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Tar;

namespace Integrity.Bundles;

/// <summary>
/// Writes a bundle: a plain tar archive of the files, then their list, then the signature of the list. The same files and key give the same bytes,
/// since nothing of the machine, its user or the time is written.
/// </summary>
public static class BundleWriter
{
    private const int CopySize = 128 << 10;

    /// <summary>Writes a bundle, and tells how many files are in it beside the list and its signature.</summary>
    /// <param name="contents">The files.</param>
    /// <param name="signer">The key of whoever makes the bundle; <c>null</c> for one that is not signed.</param>
    /// <param name="bundle">Where to write it. It is useless when this throws.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">A file cannot be read, or changed while it was read.</exception>
    public static async Task<int> WriteAsync(
        BundleContents contents,
        IDigestSigner? signer,
        Stream bundle,
        CancellationToken cancellationToken
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
        await bundle.WriteAsync(new byte[TarForm.EndLength], cancellationToken).ConfigureAwait(false);
        return entries.Count;
    }

    private static async Task AddAsync(Stream bundle, string name, Stream content, CancellationToken cancellationToken)
    {
        await bundle.WriteAsync(TarForm.Before(name, content.Length), cancellationToken).ConfigureAwait(false);
        await content.CopyToAsync(bundle, CopySize, cancellationToken).ConfigureAwait(false);
        await bundle.WriteAsync(new byte[TarForm.Padding(content.Length)], cancellationToken).ConfigureAwait(false);
    }
}
