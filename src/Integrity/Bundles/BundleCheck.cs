using System.Collections.Concurrent;
using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Tar;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Bundles;

/// <summary>
/// Compares a bundle with its signed manifest: first the signature, then the archive format, names and sizes, and the
/// contents.
/// </summary>
internal sealed class BundleCheck(SafeFileHandle file, TarStore store, TarIndex index, BundleProgress progress)
{
    /// <summary>Maximum number of differences to report. One is enough to reject the bundle.</summary>
    private const int MaxReported = 20;

    private readonly ConcurrentBag<(string Name, string Problem)> _problems = [];

    /// <param name="maker">The public key of the creator.</param>
    /// <param name="check">The RSA implementation.</param>
    /// <param name="concurrency">Number of members to read in parallel.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async Task<IReadOnlyList<string>> RunAsync(
        PublicKey maker,
        ISignatureCheck check,
        int concurrency,
        CancellationToken cancellationToken
    )
    {
        if (await ReadSignatureAsync(cancellationToken).ConfigureAwait(false) is not { } signature)
            return ["the manifest is not signed"];
        if (await ReadManifestAsync(cancellationToken).ConfigureAwait(false) is not { } manifest)
            return ["the manifest is too long"];
        var answer = check.Check(maker, manifest, signature);
        if (answer == SignatureCheckResult.Disputed)
            throw new StoreException(DisputedSignature.Message, DisputedSignature.Hint);
        if (answer != SignatureCheckResult.Valid)
            return ["the manifest was signed with another key or changed after signing"];
        var (entries, malformed) = Parse(manifest);
        if (malformed is not null)
            return [malformed];
        if (BundleLayout.FindDifference(file, index, cancellationToken) is { } difference)
            Report(BundleLayout.Subject, difference);
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = concurrency,
            CancellationToken = cancellationToken,
        };
        await Parallel
            .ForEachAsync(
                Pairs(entries),
                options,
                async (pair, token) => await CheckAsync(pair.Member, pair.Entry, token).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return
        [
            .. _problems
                .OrderBy(problem => problem.Name, ObjectPathOrder.Instance)
                .Take(MaxReported)
                .Select(problem => $"{problem.Name}: {problem.Problem}"),
        ];
    }

    private static (IReadOnlyList<BundleEntry> Entries, string? Malformed) Parse(byte[] manifest)
    {
        try
        {
            return (BundleManifest.Parse(manifest), null);
        }
        catch (FormatException e)
        {
            return ([], e.Message);
        }
    }

    private async Task<byte[]?> ReadManifestAsync(CancellationToken cancellationToken)
    {
        var member = index.Members.Single(member => member.Name == BundleNames.Manifest);
        if (member.Size > BundleManifest.MaxBytes)
            return null;
        var text = new byte[member.Size];
        var read = await store
            .Open(member)
            .ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        return read == text.Length
            ? text
            : throw new StoreException(
                "the bundle was truncated while it was read",
                "verify it again when no program writes to it"
            );
    }

    private async Task<Signature?> ReadSignatureAsync(CancellationToken cancellationToken)
    {
        if (store.OpenMember(BundleNames.Signature) is not { } content)
            return null;
        var bytes = new byte[Signature.MaxSize + 1];
        var read = await content
            .ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        // Keep an overlong signature: it matches no key.
        return new Signature(bytes.AsSpan(0, read));
    }

    /// <summary>
    /// Pairs each member with its manifest line. Both are sorted. Reports whatever exists on one side only.
    /// </summary>
    private IEnumerable<(TarMember Member, BundleEntry Entry)> Pairs(IReadOnlyList<BundleEntry> entries)
    {
        var (m, e) = (0, 0);
        while (m < index.Members.Count || e < entries.Count)
        {
            var order =
                m == index.Members.Count ? 1
                : e == entries.Count ? -1
                : ObjectPathOrder.Instance.Compare(index.Members[m].Name, entries[e].Name);
            if (order == 0)
                yield return (index.Members[m++], entries[e++]);
            else if (order > 0)
                Report(entries[e++].Name, "missing from the bundle");
            else if (index.Members[m++].Name is not (BundleNames.Manifest or BundleNames.Signature) and var name)
                Report(name, "added to the bundle");
        }
    }

    private async ValueTask CheckAsync(TarMember member, BundleEntry entry, CancellationToken cancellationToken)
    {
        if (member.Size != entry.Size)
            Report(member.Name, $"size is {member.Size} bytes, not {entry.Size}");
        else if (
            new Sha256Hash(await SHA256.HashDataAsync(store.Open(member), cancellationToken).ConfigureAwait(false))
            != entry.Hash
        )
            Report(member.Name, "hash does not match the manifest");
        progress.Add(member.Size);
        progress.FinishedFile();
    }

    /// <summary>Records a problem, up to a maximum number.</summary>
    private void Report(string name, string problem)
    {
        if (_problems.Count < 10_000)
            _problems.Add((name, problem));
    }
}
