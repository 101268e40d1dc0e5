using System.Text.Json;
using System.Text.Unicode;
using Integrity.Digests;

namespace Integrity.CloudTrail;

/// <summary>Parses a digest in one pass. Strict about the members of the format; ignores unknown members.</summary>
internal ref struct DigestJsonReader
{
    private static readonly string[] DigestMembers =
    [
        "awsAccountId",
        "digestStartTime",
        "digestEndTime",
        "digestS3Bucket",
        "digestS3Object",
        "digestPublicKeyFingerprint",
        "digestSignatureAlgorithm",
        "newestEventTime",
        "oldestEventTime",
        "previousDigestS3Bucket",
        "previousDigestS3Object",
        "previousDigestHashValue",
        "previousDigestHashAlgorithm",
        "previousDigestSignature",
        "logFiles",
    ];

    private static readonly string[] LogFileMembers =
    [
        "s3Bucket",
        "s3Object",
        "hashValue",
        "hashAlgorithm",
        "newestEventTime",
        "oldestEventTime",
    ];

    private readonly DigestLimits _limits;
    private Utf8JsonReader _reader;
    private List<LogFileEntry>? _logFiles;
    private string _lastBucket = "";

    public DigestJsonReader(ReadOnlySpan<byte> json, DigestLimits limits)
    {
        // Utf8JsonReader checks the encoding of a string only when the string is read.
        if (!Utf8.IsValid(json))
            throw new DigestFormatException("it is not valid UTF-8");
        _limits = limits;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
    }

    public Digest Read()
    {
        try
        {
            _reader.Read();
            var values = ReadMembers(DigestMembers, "digest");
            if (_reader.Read())
                throw new DigestFormatException("unexpected text after the digest");
            return ToDigest(values);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape sequence that is not a character.
            throw new DigestFormatException("it is not valid JSON", e);
        }
    }

    private readonly Digest ToDigest(string?[] values) =>
        new()
        {
            AccountId = Required(values, 0),
            Period = ToPeriod(Time(values, 1), Time(values, 2)),
            Location = new ObjectLocation(Required(values, 3), Required(values, 4)),
            Fingerprint = KeyFingerprint.TryParse(Required(values, 5), out var fingerprint)
                ? fingerprint
                : throw Malformed(DigestMembers[5]),
            SignatureAlgorithm = Required(values, 6),
            NewestEventTime = OptionalTime(DigestMembers[7], values[7]),
            OldestEventTime = OptionalTime(DigestMembers[8], values[8]),
            Previous = ToPrevious(values),
            LogFiles = _logFiles ?? throw Missing("logFiles"),
        };

    private static DigestPeriod ToPeriod(DateTimeOffset start, DateTimeOffset end) =>
        start <= end
            ? new DigestPeriod(start, end)
            : throw new DigestFormatException("digestStartTime is later than digestEndTime");

    /// <summary>Builds the link to the previous digest from its five members; <c>null</c> if all are null.</summary>
    private static PreviousDigest? ToPrevious(string?[] values)
    {
        if (values.AsSpan(9, 5).IndexOfAnyExcept((string?)null) < 0)
            return null;
        return new PreviousDigest(
            new ObjectLocation(Required(values, 9), Required(values, 10)),
            Sha256Hash.TryParse(Required(values, 11), out var hash) ? hash : throw Malformed(DigestMembers[11]),
            Required(values, 12),
            Signature.TryParse(Required(values, 13), out var signature) ? signature : throw Malformed(DigestMembers[13])
        );
    }

    private void ReadLogFiles()
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
            throw Malformed("logFiles");
        _logFiles = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_logFiles.Count == _limits.MaxLogFiles)
                throw new DigestFormatException($"it lists more than {_limits.MaxLogFiles} log files")
                {
                    IsBeyondLimits = true,
                };
            _logFiles.Add(ToLogFile(ReadMembers(LogFileMembers, "logFiles")));
        }
    }

    private LogFileEntry ToLogFile(string?[] values)
    {
        var bucket = values[0] ?? throw Missing("logFiles.s3Bucket");
        // Nearly always the same bucket as in the previous entry. Sharing one string saves memory.
        _lastBucket = bucket = bucket == _lastBucket ? _lastBucket : bucket;
        return new LogFileEntry(
            new ObjectLocation(bucket, values[1] ?? throw Missing("logFiles.s3Object")),
            Sha256Hash.TryParse(values[2] ?? throw Missing("logFiles.hashValue"), out var hash)
                ? hash
                : throw Malformed("logFiles.hashValue"),
            values[3] switch
            {
                null => throw Missing("logFiles.hashAlgorithm"),
                Algorithms.Sha256 => Algorithms.Sha256,
                var other => other,
            },
            OptionalTime("logFiles.newestEventTime", values[4]),
            OptionalTime("logFiles.oldestEventTime", values[5])
        );
    }

    /// <summary>
    /// Reads the current object and returns the text of each member in <paramref name="names"/>, or <c>null</c> where
    /// the member is null or missing.
    /// </summary>
    private string?[] ReadMembers(string[] names, string owner)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
            throw new DigestFormatException($"{owner} is not an object");
        var values = new string?[names.Length];
        var seen = 0;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = IndexOf(names);
            _reader.Read();
            if (member < 0)
            {
                _reader.Skip();
                continue;
            }
            if ((seen & (1 << member)) != 0)
                throw new DigestFormatException($"{names[member]} appears twice");
            seen |= 1 << member;
            if (names[member] == "logFiles")
                ReadLogFiles();
            else
                values[member] = ReadText(names[member]);
        }
        return values;
    }

    private readonly int IndexOf(string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (_reader.ValueTextEquals(names[i]))
                return i;
        }
        return -1;
    }

    private readonly string? ReadText(string name) =>
        _reader.TokenType switch
        {
            JsonTokenType.String => _reader.GetString(),
            JsonTokenType.Null => null,
            _ => throw Malformed(name),
        };

    private static DateTimeOffset Time(string?[] values, int member) =>
        UtcTime.TryParse(Required(values, member), out var time) ? time : throw Malformed(DigestMembers[member]);

    private static DateTimeOffset? OptionalTime(string name, string? text) =>
        text is null ? null
        : UtcTime.TryParse(text, out var time) ? time
        : throw Malformed(name);

    private static string Required(string?[] values, int member) =>
        values[member] ?? throw Missing(DigestMembers[member]);

    private static DigestFormatException Missing(string member) => new($"{member} is missing");

    private static DigestFormatException Malformed(string member) => new($"{member} is malformed");
}
