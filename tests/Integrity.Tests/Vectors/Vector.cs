using System.Text.Json;
using Integrity.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.Vectors;

/// <summary>A directory of testdata/vectors that contains a trail.</summary>
public sealed record Vector(string Name)
{
    public static IEnumerable<string> AllNames =>
        Directory
            .GetDirectories(Repository.Vectors)
            .Where(folder => File.Exists(Path.Combine(folder, "case.json")))
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal);

    public string Folder => Path.Combine(Repository.Vectors, Name);

    public string Buckets => Path.Combine(Folder, "buckets");

    public string PublicKeys => Path.Combine(Folder, "public-keys.json");

    public IReadOnlyList<string> Arguments =>
        [.. Case().GetProperty("arguments").EnumerateArray().Select(a => a.GetString()!)];

    public int ExitCode => Case().GetProperty("exitCode").GetInt32();

    public Trail Trail => Trail.Parse(Argument("--trail-arn"));

    public DigestPeriod Range => new(Time("--start-time"), Time("--end-time"));

    public bool HasAwsCapture => File.Exists(Path.Combine(Folder, "aws.stdout"));

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public override string ToString() => Name;

    private string Argument(string name) => Arguments[Arguments.ToList().IndexOf(name) + 1];

    private DateTimeOffset Time(string argument) =>
        UtcTime.TryParse(Argument(argument), out var time) ? time : throw new FormatException(argument);

    private JsonElement Case() => JsonDocument.Parse(Read("case.json")).RootElement;
}
