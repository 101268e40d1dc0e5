using Integrity.Cli.Output;
using Integrity.Storage.Local;

namespace Integrity.Cli.Stores;

/// <summary>Explains how a local directory was interpreted, and reports ambiguous layouts.</summary>
internal static class SourceLayout
{
    /// <summary>Maximum number of copies listed; the rest is counted.</summary>
    private const int MaxListed = 100;

    /// <summary>Returns the part of a layout that matches the filter.</summary>
    /// <exception cref="CommandException">It contains several copies of one bucket.</exception>
    public static LocalLayout Narrow(string option, LocalLayout found, LocationFilter wanted, Terminal terminal)
    {
        var layout = found.Narrow(wanted.Bucket, wanted.Prefix);
        if (layout.Ambiguous.Count == 0)
            return layout;
        foreach (var copy in layout.Ambiguous.Take(MaxListed))
            terminal.Note($"{copy.Folder}/AWSLogs contains {Describe(copy)}");
        if (layout.Ambiguous.Count > MaxListed)
            terminal.Note($"and {layout.Ambiguous.Count - MaxListed} more");
        throw CommandException.Usage(
            $"{option}: {layout.Ambiguous.Count} AWSLogs directories could be copies of the same bucket",
            $"choose one, for example {option} {layout.Ambiguous[0].Folder}/AWSLogs"
        );
    }

    public static CommandException NothingFound(string directory, LocalLayout layout, string hint)
    {
        var count = layout.Unexamined.Count;
        if (count == 0)
            return CommandException.Usage($"--source: no AWSLogs directory in {directory}", hint);
        var unexamined = $"{count} {(count == 1 ? "directory" : "directories")} could not be searched";
        // The bucket may be in one of these directories, so this is not a usage error.
        return CommandException.Incomplete(
            $"--source: no AWSLogs directory in {directory}, and {unexamined}: {layout.Unexamined[0].Problem}",
            HintWords.Of(layout.Unexamined[0].Hint) ?? hint
        );
    }

    /// <summary>
    /// Prints where each bucket was found, unless the path makes it obvious, and which copies have digest files that
    /// name another location.
    /// </summary>
    public static void Explain(string directory, LocalLayout layout, bool isRelocated, Terminal terminal)
    {
        if (layout.Store.Bucket is { } bucket)
        {
            var isSource =
                layout.Copies[0].BucketFolder == Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
            terminal.Note(
                $"{(isSource ? directory : layout.Copies[0].BucketFolder)} is the root of the bucket {bucket}"
            );
        }
        else
        {
            var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
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
                $"{awsLogs} is read as {copy.Place}, but its digest files name {copy.Claimed}; "
                    + $"if the directory is that bucket under another name, verify it with --source {awsLogs}"
            );
        }
    }

    private static string Describe(LocalCopy copy) =>
        copy.Claimed is { } claimed ? $"digest files of {claimed}" : $"no readable digest file; could be {copy.Place}";
}
