using Integrity.Benchmarks.Support;

namespace Integrity.Benchmarks.Deliver;

/// <summary>Log files of JSON events, made once and kept.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Count">How many there are.</param>
/// <param name="BytesEach">How large each is, at least.</param>
internal sealed record SampleFiles(string Name, int Count, int BytesEach)
{
    private const int PieceBytes = 4_000_000;

    public string Folder { get; } = Workplace.Artifact("deliver", $"{Name.Replace(' ', '-')}-{Count}-{BytesEach}");

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

    /// <summary>Where the files of a round are delivered to. Each round has folders of its own: the file system makes files slowly for a while after many were deleted.</summary>
    public string StoreOf(int round) => $"{Folder}.{round}.store";

    /// <summary>gzip puts what it makes beside what it takes, so it gets links of its own.</summary>
    public string LinksOf(int round)
    {
        var links = $"{Folder}.{round}.gzip";
        Directory.CreateDirectory(links);
        foreach (var file in Directory.EnumerateFiles(Folder))
            File.CreateSymbolicLink(Path.Combine(links, Path.GetFileName(file)), file);
        return links;
    }

    /// <summary>Deletes what the rounds have made.</summary>
    public void RemoveResults()
    {
        var parent = Path.GetDirectoryName(Folder)!;
        if (!Directory.Exists(parent))
            return;
        foreach (var result in Directory.EnumerateDirectories(parent, Path.GetFileName(Folder) + ".*"))
            Directory.Delete(result, recursive: true);
    }

    public static long BytesIn(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
}
