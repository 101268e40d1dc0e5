using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Deliver;

/// <summary>Delivery by the program as users run it, and what then lies in the folder.</summary>
internal static class Delivery
{
    public static string[] Arguments(string store) =>
        ["--to", store, "--account", "111122223333", "--region", SampleTrail.Region];

    public static Task<ProgramRun> RunAsync(string store, params string[] arguments) =>
        CtVerifyProgram.RunAsync(["deliver", .. arguments, .. Arguments(store)]);

    /// <summary>The log files in the folder, in the order of their names; none when there is no folder.</summary>
    public static List<string> LogFiles(string store) =>
        Directory.Exists(store)
            ?
            [
                .. Directory
                    .EnumerateFiles(store, "*.json.gz", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>What gzip itself reads in them.</summary>
    public static async Task<List<byte[]>> ContentsAsync(string store)
    {
        var contents = new List<byte[]>();
        foreach (var path in LogFiles(store))
            contents.Add((await ExternalProgram.Gzip.RunAsync("-dc", path)).OutputBytes);
        return contents;
    }
}
