using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Cli.Stores;

/// <summary>The store and the location in it that <c>deliver</c> and <c>build</c> write to.</summary>
internal sealed record BuildTarget(
    IObjectReader Reader,
    IObjectWriter Writer,
    TrailLocation Place,
    IDisposable? Session = null
) : IDisposable
{
    /// <summary>
    /// Number of log files to hash in parallel. More for S3, where most of the time is spent waiting.
    /// </summary>
    public int Concurrency =>
        Session is null ? Environment.ProcessorCount : OpenFileLimit.Fit(AwsTrail.Concurrency, OpenFileLimit.Current());

    public static async Task<BuildTarget> InDirectoryAsync(
        string directory,
        LocationFilter wanted,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        const string Hint =
            "deliver log files with ctverify deliver, or as "
            + "DIR/BUCKET/[prefix/]AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/….json.gz";
        if (!Directory.Exists(directory))
            throw CommandException.Usage($"--store: no such directory: {directory}", Hint);
        var layout = SourceLayout.Narrow(
            "--store",
            await LocalLayout.FindAsync(directory, cancellationToken),
            wanted,
            terminal
        );
        var places = wanted.Among(layout.Places);
        if (layout.Store.Bucket is { } only)
            terminal.Note($"{directory} is the root of the bucket {only}");
        return places.Count switch
        {
            0 => throw CommandException.Usage($"--store: no AWSLogs directory in {directory}", Hint),
            1 => new BuildTarget(layout.Store, layout.Store, places[0]),
            _ => throw CommandException.Usage(
                $"--store: several AWSLogs directories: {string.Join(", ", places)}",
                "choose one with --bucket and --prefix"
            ),
        };
    }

    /// <summary>Opens a directory to deliver to, which may be new.</summary>
    public static async Task<BuildTarget> InNewOrExistingDirectoryAsync(
        string directory,
        LocationFilter wanted,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        if (File.Exists(directory))
            throw CommandException.Usage(
                $"--to: not a directory: {directory}",
                "pass a directory, or the name of a new one"
            );
        var layout = Directory.Exists(directory) ? await LocalLayout.FindAsync(directory, cancellationToken) : null;
        var target = layout is { Places.Count: > 0 }
            ? InExistingDirectory(layout, wanted, terminal)
            : InNewDirectory(directory, wanted);
        if (target.Writer is LocalDirectoryStore { Bucket: { } only })
            terminal.Note($"{directory} is the root of the bucket {only}");
        return target;
    }

    private static BuildTarget InExistingDirectory(LocalLayout found, LocationFilter wanted, Terminal terminal)
    {
        // If the bucket is new, the layout of the whole directory decides where to create it.
        var narrow = SourceLayout.Narrow("--to", found, wanted, terminal);
        var layout = narrow.Places.Count > 0 ? narrow : found;
        var (store, places) = (layout.Store, wanted.Among(layout.Places));
        if (places.Count == 1)
            return new BuildTarget(store, store, places[0]);
        if (places.Count > 1)
            throw CommandException.Usage(
                $"--to: several AWSLogs directories: {string.Join(", ", places)}",
                "choose one with --bucket and --prefix"
            );
        var bucket =
            store.Bucket
            ?? wanted.Bucket
            ?? throw CommandException.Usage(
                "--to: the directory has one subdirectory per bucket",
                "choose the bucket with --bucket"
            );
        if ((wanted.Bucket ?? bucket) != bucket)
            throw CommandException.Usage(
                $"--to: the directory is the root of the bucket {bucket}",
                "remove --bucket, or choose another directory"
            );
        return new BuildTarget(store, store, new TrailLocation(bucket, wanted.Prefix ?? ""));
    }

    /// <summary>
    /// Opens a new directory. If a bucket is named, the directory gets one subdirectory per bucket. Otherwise it
    /// becomes the root of a bucket with the name of the directory.
    /// </summary>
    private static BuildTarget InNewDirectory(string directory, LocationFilter wanted)
    {
        // A directory between the root and AWSLogs would look like a bucket.
        if (wanted is { Bucket: null, Prefix.Length: > 0 })
            throw CommandException.Usage(
                "--prefix requires --bucket in a new directory",
                "name the bucket with --bucket"
            );
        var store = wanted.Bucket is null
            ? LocalDirectoryStore.OfBucket(directory, NameOf(directory))
            : LocalDirectoryStore.OfBuckets(directory);
        return new BuildTarget(store, store, new TrailLocation(store.Bucket ?? wanted.Bucket!, wanted.Prefix ?? ""));
    }

    private static string NameOf(string directory) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))) is { Length: > 0 } name
            ? name
            : throw CommandException.Usage(
                $"--to: the name of the directory cannot be that of a bucket: {directory}",
                "name the bucket with --bucket"
            );

    /// <summary>Opens a bucket, given as <c>s3://bucket</c>.</summary>
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
                $"{option}: not the URL of a bucket: s3://{bucket}",
                "pass s3://bucket, and the part before AWSLogs/ with --prefix"
            );
        OpenFileLimit.RequireNetwork(OpenFileLimit.Current());
        var session = new AwsSession(settings);
        var store = new S3Store(session, terminal.Clock);
        return new BuildTarget(store, store, new TrailLocation(bucket, wanted.Prefix ?? ""), session);
    }

    public void Dispose() => Session?.Dispose();
}
