using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Deliver;

/// <summary>Runs <c>ctverify deliver</c> and reads the delivered files.</summary>
internal static class Delivery
{
    public static string[] Arguments(string store) =>
        ["--to", store, "--account", "111122223333", "--region", SampleTrail.Region];

    public static Task<ProgramRun> RunAsync(string store, params string[] arguments) =>
        CtVerifyProgram.RunAsync(["deliver", .. arguments, .. Arguments(store)]);

    /// <summary>
    /// Returns the log files in the directory, sorted by name; empty if the directory does not exist.
    /// </summary>
    public static List<string> LogFiles(string store) =>
        Directory.Exists(store)
            ?
            [
                .. Directory
                    .EnumerateFiles(store, "*.json.gz", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>Returns the contents of the log files, decompressed by gzip.</summary>
    public static async Task<List<byte[]>> ContentsAsync(string store)
    {
        var contents = new List<byte[]>();
        foreach (var path in LogFiles(store))
            contents.Add((await ExternalProgram.Gzip.RunAsync("-dc", path)).OutputBytes);
        return contents;
    }
}
