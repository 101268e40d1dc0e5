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
        if (Directory.Exists(Folder)) return;
        var unfinished = Directory.CreateDirectory(Folder + ".unfinished").FullName;
        Parallel.For(0, Count, i =>
        {
            using var file = File.Create(Path.Combine(unfinished, $"{i:D5}.log"));
            for (var piece = 0; file.Length < BytesEach; piece++) file.Write(new EventWriter((i * 1_000) + piece).Write(DateTimeOffset.UnixEpoch.AddDays(20_000 + i), Math.Min(PieceBytes, BytesEach)));
        });
        Directory.Move(unfinished, Folder);
    }

    /// <summary>A folder in which nothing was delivered yet.</summary>
    public string NewStore()
    {
        var store = Folder + ".store";
        if (Directory.Exists(store)) Directory.Delete(store, recursive: true);
        return store;
    }

    /// <summary>gzip puts what it makes beside what it takes, so it gets links of its own; what it made before is gone.</summary>
    public void CopyForGzip()
    {
        if (Directory.Exists(Folder + ".gzip")) Directory.Delete(Folder + ".gzip", recursive: true);
        Directory.CreateDirectory(Folder + ".gzip");
        foreach (var file in Directory.EnumerateFiles(Folder)) File.CreateSymbolicLink(Path.Combine(Folder + ".gzip", Path.GetFileName(file)), file);
    }

    public static long BytesIn(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
}
