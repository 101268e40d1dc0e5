using System.Collections.Concurrent;
using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Tar;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Bundles;

/// <summary>
/// Compares a bundle with its signed manifest: the signature first, then the form of the archive, names and sizes, and
/// the content of the members.
/// </summary>
internal sealed class BundleCheck(SafeFileHandle file, TarStore store, TarIndex index, BundleProgress progress)
{
    /// <summary>So many differences are told: each by itself says that the bundle is not what was signed.</summary>
    private const int MaxTold = 20;

    private readonly ConcurrentBag<(string Name, string Problem)> _problems = [];

    /// <param name="maker">The key that must have signed.</param>
    /// <param name="check">The implementation of RSA that is asked.</param>
    /// <param name="concurrency">How many members are read at the same time.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task<IReadOnlyList<string>> RunAsync(
        PublicKey maker,
        ISignatureCheck check,
        int concurrency,
        CancellationToken cancellationToken
    )
    {
        if (await ReadSignatureAsync(cancellationToken).ConfigureAwait(false) is not { } signature)
            return ["its manifest is not signed"];
        if (await ReadManifestAsync(cancellationToken).ConfigureAwait(false) is not { } manifest)
            return ["its manifest is too long"];
        var answer = check.Check(maker, manifest, signature);
        if (answer == SignatureCheckResult.Disputed)
            throw new StoreException(DisputedSignature.Message, DisputedSignature.Hint);
        if (answer != SignatureCheckResult.Valid)
            return ["its manifest is not signed with this key, or was changed since"];
        var (entries, malformed) = Parse(manifest);
        if (malformed is not null)
            return [malformed];
        if (BundleLayout.FindDifference(file, index, cancellationToken) is { } difference)
            Tell(BundleLayout.Subject, difference);
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
                .Take(MaxTold)
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
            : throw new StoreException("the bundle was cut while it was read", "verify it when nobody writes to it");
    }

    private async Task<Signature?> ReadSignatureAsync(CancellationToken cancellationToken)
    {
        if (store.OpenMember(BundleNames.Signature) is not { } content)
            return null;
        var bytes = new byte[Signature.MaxSize + 1];
        var read = await content
            .ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        // an overlong one is kept as long as it is: it is no key's
        return new Signature(bytes.AsSpan(0, read));
    }

    /// <summary>Each member beside its line, both being sorted; what is only on one side is a problem.</summary>
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
                Tell(entries[e++].Name, "it was taken out of the bundle");
            else if (index.Members[m++].Name is not (BundleNames.Manifest or BundleNames.Signature) and var name)
                Tell(name, "it was added to the bundle");
        }
    }

    private async ValueTask CheckAsync(TarMember member, BundleEntry entry, CancellationToken cancellationToken)
    {
        if (member.Size != entry.Size)
            Tell(member.Name, $"it has {member.Size} bytes, not {entry.Size}");
        else if (
            new Sha256Hash(await SHA256.HashDataAsync(store.Open(member), cancellationToken).ConfigureAwait(false))
            != entry.Hash
        )
            Tell(member.Name, "its hash is not the one in the manifest");
        progress.Add(member.Size);
        progress.FinishedFile();
    }

    /// <summary>Of very many problems not all are kept.</summary>
    private void Tell(string name, string problem)
    {
        if (_problems.Count < 10_000)
            _problems.Add((name, problem));
    }
}
