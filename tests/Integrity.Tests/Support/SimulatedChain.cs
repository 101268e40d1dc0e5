using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Integrity.Digests;

namespace Integrity.Tests.Support;

/// <summary>
/// One region of a <see cref="TrailSimulator"/>. Delivers log files and digests hour by hour, each linked to the one
/// before.
/// </summary>
internal sealed class SimulatedChain(TrailSimulator trail, string region, TestKey key)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly List<SimulatedDigest> _digests = [];
    private readonly List<SimulatedDigest> _backfills = [];
    private readonly List<(TestKey Key, DateTimeOffset? From, DateTimeOffset? Until)> _keys = [(key, null, null)];
    private SimulatedDigest? _previous;
    private string _bucket = TrailSimulator.Bucket;
    private string _prefix = trail.Prefix;
    private int _files;

    public string Region => region;

    /// <summary>How much earlier the time in a log file's name is than its delivery.</summary>
    public TimeSpan FileNameLead { get; set; }

    /// <summary>The digests, oldest first.</summary>
    public IReadOnlyList<SimulatedDigest> Digests => _digests;

    /// <summary>The backfill digests, oldest first.</summary>
    public IReadOnlyList<SimulatedDigest> Backfills => _backfills;

    /// <summary>The time up to which it has delivered.</summary>
    public DateTimeOffset Now { get; private set; } = TrailSimulator.Start;

    public IReadOnlyList<(TestKey Key, DateTimeOffset? From, DateTimeOffset? Until)> Keys => _keys;

    public SimulatedChain Hours(int count, int logFiles = 2)
    {
        for (var i = 0; i < count; i++)
            Period(Hour, logFiles);
        return this;
    }

    /// <summary>Delivers one digest.</summary>
    /// <param name="length">The length of its period.</param>
    /// <param name="logFiles">The number of log files it lists.</param>
    /// <param name="alter">Changes the digest before it is signed.</param>
    public SimulatedChain Period(TimeSpan length, int logFiles = 2, Action<DigestDraft>? alter = null)
    {
        var period = new DigestPeriod(Now, Now + length);
        _previous = Deliver(period, logFiles, _previous, backfill: false, alter);
        _digests.Add(_previous);
        Now = period.End;
        return this;
    }

    /// <summary>Delivers an hour whose digest is altered before it is signed.</summary>
    public SimulatedChain AlteredHour(Action<DigestDraft> alter, int logFiles = 2) => Period(Hour, logFiles, alter);

    /// <summary>Signs with another key from now on. The previous key expires.</summary>
    public SimulatedChain Rotate(TestKey next)
    {
        _keys[^1] = _keys[^1] with { Until = Now };
        _keys.Add((next, Now, null));
        return this;
    }

    /// <summary>Turns validation off for a while, then starts a new chain.</summary>
    public SimulatedChain Restart(TimeSpan off)
    {
        (Now, _previous) = (Now + off, null);
        return this;
    }

    public SimulatedChain MoveTo(string bucket, string prefix = "")
    {
        (_bucket, _prefix) = (bucket, prefix);
        return this;
    }

    /// <summary>Delivers the digest of a past period (default: one hour) to the backfill chain.</summary>
    public SimulatedChain Backfill(
        DateTimeOffset start,
        int logFiles = 1,
        Action<DigestDraft>? alter = null,
        TimeSpan? length = null
    )
    {
        _backfills.Add(
            Deliver(
                new DigestPeriod(start, start + (length ?? Hour)),
                logFiles,
                _backfills.LastOrDefault(),
                backfill: true,
                alter
            )
        );
        return this;
    }

    public ObjectLocation LocationAt(DateTimeOffset end, bool backfill = false, string? trailName = null) =>
        new(
            _bucket,
            Folder("CloudTrail-Digest", end)
                + $"{trail.Account}_CloudTrail-Digest_{region}_{trailName ?? trail.Name}_{TrailSimulator.HomeRegion}_"
                + $"{Format(end, "yyyyMMdd'T'HHmmss'Z'")}{(backfill ? "_backfill" : "")}.json.gz"
        );

    /// <summary>Delivers a log file that no digest lists.</summary>
    /// <param name="at">The delivery time.</param>
    /// <param name="beside">A digest in whose bucket it is stored (default: the current bucket).</param>
    public SimulatedLogFile DeliverLogFile(DateTimeOffset at, ObjectLocation? beside = null)
    {
        var unique = (++_files)
            .ToString("x", CultureInfo.InvariantCulture)
            .PadLeft(16, (char)('g' + ((trail.Name[0] - 'a') % 20)));
        var name = $"{trail.Account}_CloudTrail_{region}_{Format(at, "yyyyMMdd'T'HHmm'Z'")}_{unique}.json.gz";
        var record = new JsonObject
        {
            ["eventTime"] = DigestDraft.Time(at),
            ["eventName"] = $"Event{_files}",
            ["awsRegion"] = region,
        };
        var content = new JsonObject { ["Records"] = new JsonArray(record) }.ToJsonString();
        var file = new SimulatedLogFile(
            new ObjectLocation(beside?.Bucket ?? _bucket, Folder("CloudTrail", at) + name),
            Encoding.UTF8.GetBytes(content),
            at
        );
        trail.Store.Put(
            file.Location,
            GzipBytes.Compress(file.Content),
            new Dictionary<string, string>(StringComparer.Ordinal)
        );
        return file;
    }

    private string Folder(string kind, DateTimeOffset day) =>
        $"{_prefix}AWSLogs/{(trail.Organization is null ? "" : trail.Organization + "/")}"
        + $"{trail.Account}/{kind}/{region}/{Format(day, "yyyy'/'MM'/'dd")}/";

    private static string Format(DateTimeOffset time, string pattern) =>
        time.UtcDateTime.ToString(pattern, CultureInfo.InvariantCulture);

    private SimulatedDigest Deliver(
        DigestPeriod period,
        int logFiles,
        SimulatedDigest? previous,
        bool backfill,
        Action<DigestDraft>? alter
    )
    {
        var files = Enumerable
            .Range(0, logFiles)
            .Select(i => DeliverLogFile(period.Start + (period.Duration * (i + 1) / (logFiles + 1)) - FileNameLead))
            .ToList();
        var draft = Draft(period, files, LocationAt(period.End, backfill));
        draft.LinkTo(previous);
        alter?.Invoke(draft);
        return Deliver(draft, period, files, backfill);
    }

    /// <summary>Signs a draft and writes it without checking it.</summary>
    public SimulatedDigest Deliver(
        DigestDraft draft,
        DigestPeriod period,
        IReadOnlyList<SimulatedLogFile> files,
        bool backfill = false
    )
    {
        var body = draft.ToBody();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["signature"] = draft.Sign(body),
            ["signature-algorithm"] = "SHA256withRSA",
        };
        if (backfill)
            metadata["backfill-generation-timestamp"] = DigestDraft.Time(Now + Hour);
        trail.Store.Put(draft.Location, GzipBytes.Compress(body), metadata);
        return new SimulatedDigest(draft.Location, period, body, metadata["signature"], metadata, files);
    }

    /// <summary>Creates a correct starting digest that is not signed yet.</summary>
    public DigestDraft Draft(DigestPeriod period, IReadOnlyList<SimulatedLogFile> files, ObjectLocation location)
    {
        var draft = new DigestDraft { Location = location, Key = _keys[^1].Key };
        draft["awsAccountId"] = trail.Account;
        draft["digestStartTime"] = DigestDraft.Time(period.Start);
        draft["digestEndTime"] = DigestDraft.Time(period.End);
        draft["digestS3Bucket"] = location.Bucket;
        draft["digestS3Object"] = location.Path;
        draft["digestPublicKeyFingerprint"] = draft.Key.Fingerprint;
        draft["digestSignatureAlgorithm"] = "SHA256withRSA";
        draft["newestEventTime"] = files.Count == 0 ? null : DigestDraft.Time(files.Max(file => file.DeliveredAt));
        draft["oldestEventTime"] = files.Count == 0 ? null : DigestDraft.Time(files.Min(file => file.DeliveredAt));
        draft.LinkTo(null);
        draft.Members["logFiles"] = new JsonArray([.. files.Select(DigestDraft.Entry)]);
        return draft;
    }
}
