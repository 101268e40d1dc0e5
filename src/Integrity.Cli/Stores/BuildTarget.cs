using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Cli.Stores;

/// <summary>Where log files are delivered to and digests are built: a store, and where in it.</summary>
internal sealed record BuildTarget(
    IObjectReader Reader,
    IObjectWriter Writer,
    TrailLocation Place,
    IDisposable? Session = null
) : IDisposable
{
    /// <summary>How many log files to hash at the same time: from S3 most of the time goes by in waiting.</summary>
    public int Concurrency =>
        Session is null ? Environment.ProcessorCount : OpenFileLimit.Fit(AwsTrail.Concurrency, OpenFileLimit.Current());

    public static async Task<BuildTarget> InFolderAsync(
        string folder,
        LocationFilter wanted,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        const string Hint =
            "deliver log files as DIR/BUCKET/[prefix/]AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/….json.gz";
        if (!Directory.Exists(folder))
            throw CommandException.Usage($"--store: no such folder: {folder}", Hint);
        var layout = SourceLayout.Narrow(
            "--store",
            await LocalLayout.FindAsync(folder, cancellationToken),
            wanted,
            terminal
        );
        var places = wanted.Among(layout.Places);
        if (layout.Store.Bucket is { } only)
            terminal.Note($"{folder} is taken for the root of the bucket {only}");
        return places.Count switch
        {
            0 => throw CommandException.Usage($"--store: no AWSLogs folder in {folder}", Hint),
            1 => new BuildTarget(layout.Store, layout.Store, places[0]),
            _ => throw CommandException.Usage(
                $"--store: there are several AWSLogs folders: {string.Join(", ", places)}",
                "say which with --bucket and --prefix"
            ),
        };
    }

    /// <summary>A folder to deliver to, which may be new.</summary>
    public static async Task<BuildTarget> InOldOrNewFolderAsync(
        string folder,
        LocationFilter wanted,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        if (File.Exists(folder))
            throw CommandException.Usage(
                $"--to: a file, not a folder: {folder}",
                "give a folder, or one that does not exist yet"
            );
        var layout = Directory.Exists(folder) ? await LocalLayout.FindAsync(folder, cancellationToken) : null;
        var target = layout is { Places.Count: > 0 }
            ? InOldFolder(layout, wanted, terminal)
            : InNewFolder(folder, wanted);
        if (target.Writer is LocalDirectoryStore { Bucket: { } only })
            terminal.Note($"{folder} is taken for the root of the bucket {only}");
        return target;
    }

    private static BuildTarget InOldFolder(LocalLayout found, LocationFilter wanted, Terminal terminal)
    {
        // of a bucket that is not there yet, the directory as a whole says where to make it
        var narrow = SourceLayout.Narrow("--to", found, wanted, terminal);
        var layout = narrow.Places.Count > 0 ? narrow : found;
        var (store, places) = (layout.Store, wanted.Among(layout.Places));
        if (places.Count == 1)
            return new BuildTarget(store, store, places[0]);
        if (places.Count > 1)
            throw CommandException.Usage(
                $"--to: there are several AWSLogs folders: {string.Join(", ", places)}",
                "say which with --bucket and --prefix"
            );
        var bucket =
            store.Bucket
            ?? wanted.Bucket
            ?? throw CommandException.Usage("--to: the folder holds one folder a bucket", "say which with --bucket");
        if ((wanted.Bucket ?? bucket) != bucket)
            throw CommandException.Usage(
                $"--to: the folder is the root of the bucket {bucket}",
                "leave out --bucket, or give another folder"
            );
        return new BuildTarget(store, store, new TrailLocation(bucket, wanted.Prefix ?? ""));
    }

    /// <summary>With a bucket, the folder holds one folder a bucket; without, it becomes the root of a bucket of its own name.</summary>
    private static BuildTarget InNewFolder(string folder, LocationFilter wanted)
    {
        // a folder between the root and AWSLogs would be taken for a bucket
        if (wanted is { Bucket: null, Prefix.Length: > 0 })
            throw CommandException.Usage("--to: a new folder with a prefix needs a bucket", "name it with --bucket");
        var store = wanted.Bucket is null
            ? LocalDirectoryStore.OfBucket(folder, NameOf(folder))
            : LocalDirectoryStore.OfBuckets(folder);
        return new BuildTarget(store, store, new TrailLocation(store.Bucket ?? wanted.Bucket!, wanted.Prefix ?? ""));
    }

    private static string NameOf(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } name
            ? name
            : throw CommandException.Usage(
                $"--to: the folder has no name that could be that of a bucket: {folder}",
                "name the bucket with --bucket"
            );

    /// <summary>A bucket, as <c>s3://bucket</c>.</summary>
    public static BuildTarget InS3(
        string option,
        string url,
        LocationFilter wanted,
        AwsSettings settings,
        Terminal terminal
    )
    {
        var bucket = url[S3Url.Scheme.Length..].TrimEnd('/');
        if (bucket.Contains('/', StringComparison.Ordinal))
            throw CommandException.Usage(
                $"{option}: not a bucket: s3://{bucket}",
                "give s3://bucket, and what lies in front of AWSLogs/ with --prefix"
            );
        OpenFileLimit.RequireNetwork(OpenFileLimit.Current());
        var session = new AwsSession(settings);
        var store = new S3Store(session, terminal.Clock);
        return new BuildTarget(store, store, new TrailLocation(bucket, wanted.Prefix ?? ""), session);
    }

    public void Dispose() => Session?.Dispose();
}
