using System.Text.Json;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.QueryResults;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>
/// A directory of testdata/findings: what to verify, how, and the expected findings (see testdata/README.md).
/// </summary>
internal sealed record FindingVector(string Name)
{
    public static string Root => Repository.PathTo("testdata", "findings");

    public static IEnumerable<string> AllNames =>
        Directory.GetDirectories(Root).Select(directory => Path.GetFileName(directory)!).Order(StringComparer.Ordinal);

    public string Folder => Path.Combine(Root, Name);

    public string Buckets => Path.Combine(Folder, "buckets");

    public string PublicKeys => Path.Combine(Folder, "public-keys.json");

    public string Checkpoint => Path.Combine(Folder, "checkpoint.json");

    public string Proof => Path.Combine(Folder, "proof.json");

    public bool HasCheckpoint => File.Exists(Checkpoint);

    public IReadOnlyList<string> Arguments =>
        [.. Case.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!)];

    public int ExitCode => Case.GetProperty("exitCode").GetInt32();

    /// <summary>The expected findings, in the order of the output.</summary>
    public IReadOnlyList<FindingCode> Findings =>
        [.. Case.GetProperty("findings").EnumerateArray().Select(code => Enum.Parse<FindingCode>(code.GetString()!))];

    /// <summary>Faults to inject, by object path, prefix, <c>public-keys.json</c> or <c>signatures</c>.</summary>
    public IReadOnlyDictionary<string, string> Faults =>
        Case.TryGetProperty("faults", out var faults)
            ? faults
                .EnumerateObject()
                .ToDictionary(fault => fault.Name, fault => fault.Value.GetString()!, StringComparer.Ordinal)
            : [];

    /// <summary>
    /// Whether only the library can run this vector. No option of the program injects faults or changes these limits.
    /// </summary>
    public bool IsForLibraryOnly => Faults.Count > 0 || Case.TryGetProperty("limits", out _);

    public VerificationLimits Limits
    {
        get
        {
            var defaults = new VerificationLimits();
            return new VerificationLimits
            {
                Digest = defaults.Digest with
                {
                    MaxInflatedBytes = Limit("maxInflatedBytes", defaults.Digest.MaxInflatedBytes),
                },
                MaxLogFileBytes = Limit("maxLogFileBytes", int.MaxValue),
                MaxListedDigests = Limit("maxListedDigests", defaults.MaxListedDigests),
            };
        }
    }

    /// <summary>The directory with the results of the query.</summary>
    public string QueryFolder =>
        Path.GetDirectoryName(Directory.EnumerateFiles(Buckets, "*", SearchOption.AllDirectories).First())!;

    public QueryResultsRequest QueryRequest
    {
        get
        {
            var parts = Path.GetRelativePath(Buckets, QueryFolder).Replace('\\', '/').Split('/', 2);
            var defaults = new QueryResultsRequest { Bucket = parts[0], Prefix = parts[1] + "/" };
            return defaults with { MaxSignFileBytes = Limit("maxSignFileBytes", defaults.MaxSignFileBytes) };
        }
    }

    public Trail Trail => Trail.Parse(Argument("--trail-arn"));

    public DigestPeriod Range => new(Time("--start-time"), Time("--end-time"));

    /// <summary>The expected output. <c>{folder}</c> stands for the directory of query results.</summary>
    public ProgramRun Expected =>
        new(
            ExitCode,
            Read("expected.stdout"),
            Read("expected.stderr").Replace("{folder}", QueryFolderOrEmpty, StringComparison.Ordinal)
        );

    public string QueryFolderOrEmpty => Arguments[0] == "verify-query-results" ? QueryFolder : "";

    public override string ToString() => Name;

    private JsonElement Case => JsonDocument.Parse(Read("case.json")).RootElement;

    private int Limit(string name, int defaultValue) =>
        Case.TryGetProperty("limits", out var limits) && limits.TryGetProperty(name, out var limit)
            ? limit.GetInt32()
            : defaultValue;

    private string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private string Argument(string name) => Arguments[Arguments.ToList().IndexOf(name) + 1];

    private DateTimeOffset Time(string argument) =>
        UtcTime.TryParse(Argument(argument), out var time) ? time : throw new FormatException(argument);
}
