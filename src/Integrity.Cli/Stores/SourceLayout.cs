using Integrity.Cli.Output;
using Integrity.Storage.Local;

namespace Integrity.Cli.Stores;

/// <summary>Explains how a local directory is understood, and asks when it can be understood in several ways.</summary>
internal static class SourceLayout
{
    /// <summary>How many copies are listed; further ones are counted.</summary>
    private const int MaxListed = 100;

    /// <summary>The part of a layout that the user means.</summary>
    /// <exception cref="CommandException">It holds several copies of one bucket.</exception>
    public static LocalLayout Narrow(string option, LocalLayout found, LocationFilter wanted, Terminal terminal)
    {
        var layout = found.Narrow(wanted.Bucket, wanted.Prefix);
        if (layout.Ambiguous.Count == 0)
            return layout;
        foreach (var copy in layout.Ambiguous.Take(MaxListed))
            terminal.Note($"{copy.Folder}/AWSLogs holds {Delivered(copy)}");
        if (layout.Ambiguous.Count > MaxListed)
            terminal.Note($"and {layout.Ambiguous.Count - MaxListed} more");
        throw CommandException.Usage(
            $"{option}: {layout.Ambiguous.Count} AWSLogs directories can be copies of the same bucket",
            $"name the one that you mean, for example {option} {layout.Ambiguous[0].Folder}/AWSLogs"
        );
    }

    public static CommandException NothingFound(string folder, LocalLayout layout, string hint)
    {
        var count = layout.Unexamined.Count;
        if (count == 0)
            return CommandException.Usage($"--source: no AWSLogs folder in {folder}", hint);
        var unexamined = $"{count} {(count == 1 ? "directory" : "directories")} could not be searched";
        // What could not be searched may hold the bucket: that is not a mistake on the command line.
        return CommandException.Incomplete(
            $"--source: no AWSLogs folder in {folder}, and {unexamined}: {layout.Unexamined[0].Problem}",
            layout.Unexamined[0].Hint ?? hint
        );
    }

    /// <summary>
    /// Prints where each bucket was found, unless that is plain from the path, and what lies elsewhere than its digests
    /// say.
    /// </summary>
    public static void Explain(string folder, LocalLayout layout, bool isRelocated, Terminal terminal)
    {
        if (layout.Store.Bucket is { } bucket)
        {
            var isSource = layout.Copies[0].BucketFolder == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
            terminal.Note(
                $"{(isSource ? folder : layout.Copies[0].BucketFolder)} is taken for the root of the bucket {bucket}"
            );
        }
        else
        {
            var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
            foreach (
                var copy in layout
                    .Copies.DistinctBy(copy => copy.BucketFolder, StringComparer.Ordinal)
                    .Where(copy => copy.IsWhereClaimed && Path.GetDirectoryName(copy.BucketFolder) != root)
                    .Take(MaxListed)
            )
                terminal.Note($"the bucket {copy.Place.Bucket} is in {copy.BucketFolder}");
        }
        if (isRelocated)
            return;
        foreach (
            var copy in layout.Copies.Where(copy => copy.Claimed is not null && !copy.IsWhereClaimed).Take(MaxListed)
        )
        {
            var awsLogs = $"{copy.Folder}/AWSLogs";
            terminal.Note(
                $"{awsLogs} is taken for {copy.Place}, and its digest files name {copy.Claimed}; "
                    + $"if it is that bucket in a directory of another name, verify it with --source {awsLogs}"
            );
        }
    }

    private static string Delivered(LocalCopy copy) =>
        copy.Claimed is { } claimed
            ? $"digest files of {claimed}"
            : $"no readable digest file, and can be {copy.Place}";
}
