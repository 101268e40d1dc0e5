using System.Text.Json;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.QueryResults;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>One folder of testdata/findings: something to verify, how, and all that is to be found on it (see testdata/README.md).</summary>
internal sealed record FindingVector(string Name)
{
    public static string Root => Repository.PathTo("testdata", "findings");

    public static IEnumerable<string> AllNames =>
        Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public string Folder => Path.Combine(Root, Name);

    public string Buckets => Path.Combine(Folder, "buckets");

    public string PublicKeys => Path.Combine(Folder, "public-keys.json");

    public string Checkpoint => Path.Combine(Folder, "checkpoint.json");

    public string Proof => Path.Combine(Folder, "proof.json");

    public bool HasCheckpoint => File.Exists(Checkpoint);

    public IReadOnlyList<string> Arguments =>
        [.. Case.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!)];

    public int ExitCode => Case.GetProperty("exitCode").GetInt32();

    /// <summary>All that is to be found, in the order in which it is told.</summary>
    public IReadOnlyList<FindingCode> Findings =>
        [.. Case.GetProperty("findings").EnumerateArray().Select(code => Enum.Parse<FindingCode>(code.GetString()!))];

    /// <summary>What fails, and how: the key of an object, a prefix, <c>public-keys.json</c> or <c>signatures</c>.</summary>
    public IReadOnlyDictionary<string, string> Faults =>
        Case.TryGetProperty("faults", out var faults)
            ? faults
                .EnumerateObject()
                .ToDictionary(fault => fault.Name, fault => fault.Value.GetString()!, StringComparer.Ordinal)
            : [];

    /// <summary>Whether only the library can be asked, since no option of the program makes a store fail or changes a bound.</summary>
    public bool NeedsMoreThanOptions => Faults.Count > 0 || Case.TryGetProperty("limits", out _);

    public VerificationLimits Limits
    {
        get
        {
            var usual = new VerificationLimits();
            return new VerificationLimits
            {
                Digest = usual.Digest with
                {
                    MaxInflatedBytes = Limit("maxInflatedBytes", usual.Digest.MaxInflatedBytes),
                },
                MaxLogFileBytes = Limit("maxLogFileBytes", int.MaxValue),
                MaxListedDigests = Limit("maxListedDigests", usual.MaxListedDigests),
            };
        }
    }

    /// <summary>The folder in which the one query's results lie.</summary>
    public string QueryFolder =>
        Path.GetDirectoryName(Directory.EnumerateFiles(Buckets, "*", SearchOption.AllDirectories).First())!;

    public QueryResultsRequest QueryRequest
    {
        get
        {
            var parts = Path.GetRelativePath(Buckets, QueryFolder).Replace('\\', '/').Split('/', 2);
            var usual = new QueryResultsRequest { Bucket = parts[0], Prefix = parts[1] + "/" };
            return usual with { MaxSignFileBytes = Limit("maxSignFileBytes", usual.MaxSignFileBytes) };
        }
    }

    public Trail Trail => Trail.Parse(Argument("--trail-arn"));

    public DigestPeriod Range => new(Time("--start-time"), Time("--end-time"));

    /// <summary>What is to be printed; <c>{folder}</c> stands for the folder of query results.</summary>
    public ProgramRun Expected =>
        new(
            ExitCode,
            Read("expected.stdout"),
            Read("expected.stderr").Replace("{folder}", QueryFolderOrNothing, StringComparison.Ordinal)
        );

    public string QueryFolderOrNothing => Arguments[0] == "verify-query-results" ? QueryFolder : "";

    public override string ToString() => Name;

    private JsonElement Case => JsonDocument.Parse(Read("case.json")).RootElement;

    private int Limit(string name, int usual) =>
        Case.TryGetProperty("limits", out var limits) && limits.TryGetProperty(name, out var limit)
            ? limit.GetInt32()
            : usual;

    private string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private string Argument(string name) => Arguments[Arguments.ToList().IndexOf(name) + 1];

    private DateTimeOffset Time(string argument) =>
        UtcTime.TryParse(Argument(argument), out var time) ? time : throw new FormatException(argument);
}
