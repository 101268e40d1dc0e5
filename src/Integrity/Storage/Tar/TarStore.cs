using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage.Local;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Tar;

/// <summary>
/// Reads objects from a directory of a tar archive, without unpacking it. <c>DIR/BUCKET/PATH</c> is an object,
/// <c>DIR/BUCKET/PATH.meta.json</c> its metadata. Safe for concurrent use.
/// </summary>
internal sealed class TarStore(SafeFileHandle file, TarIndex index, string folder) : IObjectReader
{
    private readonly IReadOnlyList<TarMember> _members = index.Members;

    /// <summary>Finds the locations of all <c>AWSLogs</c> folders, in ordinal order.</summary>
    public IReadOnlyList<TrailLocation> FindPlaces()
    {
        var places = new HashSet<TrailLocation>();
        var found = "/";
        for (
            var i = FirstFrom(folder);
            i < _members.Count && _members[i].Name.StartsWith(folder, StringComparison.Ordinal);
            i++
        )
        {
            var name = _members[i].Name;
            if (name.StartsWith(found, StringComparison.Ordinal) || IsSidecar(name))
                continue;
            var root = name.IndexOf("/" + FolderPath.Root, folder.Length, StringComparison.Ordinal) + 1;
            if (root == 0)
                continue;
            var bucketEnd = name.IndexOf('/', folder.Length);
            places.Add(new TrailLocation(name[folder.Length..bucketEnd], name[(bucketEnd + 1)..root]));
            found = name[..(root + FolderPath.Root.Length)];
        }
        return [.. places.OrderBy(place => place.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Opens a member by its name in the archive. Returns <c>null</c> if there is none.</summary>
    public Stream? OpenMember(string name) => Find(name) is { } member ? Open(member) : null;

    public Stream Open(TarMember member) => new FileSection(file, member.Offset, member.Size, ownsFile: false);

    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken = default)
    {
        var name = NameOf(location.Bucket, location.Path);
        if (!LocalPaths.IsSegment(location.Bucket) || IsSidecar(name))
            return ValueTask.FromResult<StoredObject?>(null);
        return ValueTask.FromResult<StoredObject?>(
            Find(name) is { } member ? new TarObject(this, member, Find(name + MetadataSidecar.Ending)) : null
        );
    }

    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        if (!LocalPaths.IsSegment(bucket))
            yield break;
        var (root, within) = (NameOf(bucket, ""), NameOf(bucket, prefix));
        var from =
            startAfter is not null && ObjectPathOrder.Instance.Compare(startAfter, prefix) > 0
                ? root + startAfter
                : within;
        for (
            var i = FirstFrom(from);
            i < _members.Count && _members[i].Name.StartsWith(within, StringComparison.Ordinal);
            i++
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = _members[i].Name[root.Length..];
            if (path != startAfter && !IsSidecar(_members[i].Name))
                yield return path;
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        if (!LocalPaths.IsSegment(bucket))
            yield break;
        var within = NameOf(bucket, prefix);
        for (
            var i = FirstFrom(within);
            i < _members.Count && _members[i].Name.StartsWith(within, StringComparison.Ordinal);

        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slash = _members[i].Name.IndexOf('/', within.Length);
            if (slash < 0)
            {
                i++;
                continue;
            }
            yield return _members[i].Name[within.Length..slash];
            // Skip the contents of the folder. They end before the first name with a byte after the slash.
            i = FirstFrom($"{_members[i].Name[..slash]}{(char)('/' + 1)}");
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <summary>Returns whether a member is metadata rather than an object.</summary>
    private bool IsSidecar(string name) =>
        name.EndsWith(MetadataSidecar.Ending, StringComparison.Ordinal)
        && (ReservedNames.IsSidecar(name, HasMember) || IsSidecarOfDigest(name));

    private bool HasMember(ReadOnlySpan<char> name) => Find(name.ToString()) is not null;

    private bool IsSidecarOfDigest(string name) =>
        Find(name) is { } member && DigestSidecar.Is(Open(member), member.Size);

    private string NameOf(string bucket, string path) => $"{folder}{bucket}/{path}";

    private TarMember? Find(string name) =>
        FirstFrom(name) is var at && at < _members.Count && _members[at].Name == name ? _members[at] : null;

    /// <summary>Returns the index of the first member at or after a name.</summary>
    private int FirstFrom(string name)
    {
        var (low, high) = (0, _members.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ObjectPathOrder.Instance.Compare(_members[middle].Name, name) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private sealed class TarObject(TarStore store, TarMember member, TarMember? sidecar) : StoredObject
    {
        public override Stream Content { get; } = store.Open(member);

        private string? _metadataProblem;

        public override string? MetadataProblem => _metadataProblem;

        public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken = default
        )
        {
            if (sidecar is not { } s)
                return ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(null);
            var read = MetadataSidecar.Read(store.Open(s), s.Size);
            _metadataProblem = read.ProblemOf(member.Name);
            return ValueTask.FromResult(read.Metadata);
        }
    }
}
