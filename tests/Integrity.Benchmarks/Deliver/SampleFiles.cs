using Integrity.Benchmarks.Support;

namespace Integrity.Benchmarks.Deliver;

/// <summary>Log files with JSON events, created once and kept.</summary>
/// <param name="Name">The name of the sample.</param>
/// <param name="Count">The number of files.</param>
/// <param name="BytesEach">The minimum size of each file.</param>
internal sealed record SampleFiles(string Name, int Count, int BytesEach)
{
    private const int PieceBytes = 4_000_000;

    public string Folder { get; } = Workspace.Artifact("deliver", $"{Name.Replace(' ', '-')}-{Count}-{BytesEach}");

    public long Bytes => BytesIn(Folder, "*.log");

    public void Make()
    {
        if (Directory.Exists(Folder))
            return;
        var unfinished = Directory.CreateDirectory(Folder + ".unfinished").FullName;
        Parallel.For(
            0,
            Count,
            i =>
            {
                using var file = File.Create(Path.Combine(unfinished, $"{i:D5}.log"));
                for (var piece = 0; file.Length < BytesEach; piece++)
                    file.Write(
                        new EventWriter((i * 1_000) + piece).Write(
                            DateTimeOffset.UnixEpoch.AddDays(20_000 + i),
                            Math.Min(PieceBytes, BytesEach)
                        )
                    );
            }
        );
        Directory.Move(unfinished, Folder);
    }

    /// <summary>
    /// Returns the target of a round. Each round uses a new directory, because the file system creates files slowly for
    /// a while after many deletions.
    /// </summary>
    public string StoreOf(int round) => $"{Folder}.{round}.store";

    /// <summary>Returns a directory of links to the files, because gzip writes its output beside its input.</summary>
    public string LinksOf(int round)
    {
        var links = $"{Folder}.{round}.gzip";
        Directory.CreateDirectory(links);
        foreach (var file in Directory.EnumerateFiles(Folder))
            File.CreateSymbolicLink(Path.Combine(links, Path.GetFileName(file)), file);
        return links;
    }

    /// <summary>Deletes the output of all rounds.</summary>
    public void RemoveResults()
    {
        var parent = Path.GetDirectoryName(Folder)!;
        if (!Directory.Exists(parent))
            return;
        foreach (var result in Directory.EnumerateDirectories(parent, Path.GetFileName(Folder) + ".*"))
            Directory.Delete(result, recursive: true);
    }

    public static long BytesIn(string directory, string pattern) =>
        Directory
            .EnumerateFiles(directory, pattern, SearchOption.AllDirectories)
            .Sum(file => new FileInfo(file).Length);
}
