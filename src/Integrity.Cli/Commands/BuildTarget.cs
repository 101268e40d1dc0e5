using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Cli.Commands;

/// <summary>Where digests are built: a store, and where in it.</summary>
internal sealed record BuildTarget(IObjectReader Reader, IObjectWriter Writer, TrailPlace Place, IDisposable? Session = null) : IDisposable
{
    public static async Task<BuildTarget> InFolderAsync(string folder, WantedPlace wanted, Terminal terminal, CancellationToken cancellationToken)
    {
        const string Hint = "deliver log files as DIR/BUCKET/[prefix/]AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/….json.gz";
        if (!Directory.Exists(folder)) throw CommandException.Usage($"--store: no such folder: {folder}", Hint);
        var layout = await LocalLayout.FindAsync(folder, cancellationToken);
        var places = wanted.Among(layout.Places);
        if (layout.Store.Bucket is { } only) terminal.Note($"{folder} is taken for the root of the bucket {only}");
        return places.Count switch
        {
            0 => throw CommandException.Usage($"--store: no AWSLogs folder in {folder}", Hint),
            1 => new BuildTarget(layout.Store, layout.Store, places[0]),
            _ => throw CommandException.Usage($"--store: there are several AWSLogs folders: {string.Join(", ", places)}", "say which with --bucket and --prefix"),
        };
    }

    public static BuildTarget InS3(string bucket, string prefix, AwsSettings settings, Terminal terminal)
    {
        if (bucket.Contains('/', StringComparison.Ordinal)) throw CommandException.Usage($"--store: not a bucket: s3://{bucket}", "give s3://bucket, and what lies in front of AWSLogs/ with --prefix");
        var session = new AwsSession(settings);
        var store = new S3Store(session, terminal.Clock);
        return new BuildTarget(store, store, new TrailPlace(bucket, prefix), session);
    }

    public void Dispose() => Session?.Dispose();
}
