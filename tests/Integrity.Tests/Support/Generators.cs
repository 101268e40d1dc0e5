using FsCheck;
using FsCheck.Fluent;
using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Tests.Support;

/// <summary>
/// Generates values of the format, including hard ones: prefixes that look like the rest of an object path, names with
/// underscores, unusual text.
/// </summary>
internal static class Generators
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly Gen<string> Prefix = Gen.Elements(
        "",
        "logs/",
        "a/b/c/",
        "AWSLogs/",
        "AWSLogs/AWSLogs/",
        "AWSLogs/o-abcdef1234/",
        "AWSLogs/111122223333/",
        "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/",
        "/",
        "//",
        "a//b/",
        "with space/",
        "ünï/",
        "111122223333_CloudTrail-Digest_us-east-2_x/",
        "CloudTrail-Digest/",
        "CloudTrail/",
        "x_backfill.json.gz/"
    );

    private static readonly Gen<string?> OrganizationId = Gen.Elements<string?>(
        null,
        null,
        "o-abcdef1234",
        "o-A1",
        "o-0123456789abcdef0123456789abcdef"
    );

    private static readonly Gen<string> AccountId = Text("0123456789", 12, 12);

    private static readonly Gen<string> Region = Gen.Elements(
        "us-east-2",
        "eu-west-1",
        "us-gov-west-1",
        "x",
        "000000000000",
        "us-iso-east-1"
    );

    private static readonly Gen<string> TrailName = Gen.Elements(
        "example-trail",
        "three_under_scores",
        "us-east-2",
        "x_us-east-2",
        "trail_us-east-2_20250504T110000Z",
        "ends_backfill",
        "a.b",
        "111122223333_CloudTrail-Digest_us-east-2"
    );

    private static readonly Gen<DateTimeOffset> Time = Gen.Choose(0, int.MaxValue)
        .Select(seconds => DateTimeOffset.UnixEpoch.AddSeconds(2L * seconds));

    public static Gen<DigestPath> DigestPaths { get; } =
        from prefix in Prefix
        from organization in OrganizationId
        from account in AccountId
        from region in Region
        from home in Region
        from name in TrailName
        from end in Time
        from isBackfill in Gen.Elements(true, false)
        select new DigestPath
        {
            Prefix = prefix,
            OrganizationId = organization,
            Chain = new ChainId(name, home, account, region),
            End = end,
            IsBackfill = isBackfill,
        };

    public static Gen<LogFilePath> LogFilePaths { get; } =
        from prefix in Prefix
        from organization in OrganizationId
        from account in AccountId
        from region in Region
        from delivered in Time
        from unique in Text(LettersAndDigits, LogFilePath.UniqueLength, LogFilePath.UniqueLength)
        from format in Gen.Elements("json.gz", "json", "JSON", "gz")
        select new LogFilePath
        {
            Prefix = prefix,
            OrganizationId = organization,
            AccountId = account,
            Region = region,
            DeliveredAt = delivered.AddSeconds(-delivered.Second),
            Unique = unique,
            Format = format,
        };

    /// <summary>
    /// Any text that UTF-8 can encode, including slashes, quotes, control characters and characters outside the basic
    /// multilingual plane, but no lone surrogates.
    /// </summary>
    private static readonly Gen<string> AnyText = Gen.Elements(
            "a",
            "/",
            "\\",
            "\"",
            "\\/",
            "\0",
            "\n",
            "\u001b",
            "<",
            "&",
            "é",
            "\u202e",
            "\ufeff",
            "\uffff",
            "😀",
            "bucket",
            "AWSLogs/"
        )
        .ArrayOf()
        .Select(string.Concat);

    private static readonly Gen<ObjectLocation> Location =
        from bucket in AnyText
        from key in AnyText
        select new ObjectLocation(bucket, key);

    private static readonly Gen<Sha256Hash> Hash = Gen.Choose(0, int.MaxValue)
        .Select(seed => Sha256Hash.Of(BitConverter.GetBytes(seed)));

    private static readonly Gen<Signature> AnySignature = Text("0123456789abcdefABCDEF", 2, 64)
        .Select(hex =>
            Signature.TryParse(hex[..(hex.Length / 2 * 2)], out var signature)
                ? signature
                : throw new InvalidOperationException(hex)
        );

    private static readonly Gen<DateTimeOffset?> OptionalTime = Gen.OneOf(
        Gen.Constant<DateTimeOffset?>(null),
        Time.Select(time => (DateTimeOffset?)time)
    );

    private static readonly Gen<LogFileEntry> LogFile =
        from location in Location
        from hash in Hash
        from algorithm in Gen.OneOf(Gen.Constant(Algorithms.Sha256), AnyText)
        from newest in OptionalTime
        from oldest in OptionalTime
        select new LogFileEntry(location, hash, algorithm, newest, oldest);

    private static readonly Gen<PreviousDigest?> Previous = Gen.OneOf(
        Gen.Constant<PreviousDigest?>(null),
        from location in Location
        from hash in Hash
        from algorithm in Gen.OneOf(Gen.Constant(Algorithms.Sha256), AnyText)
        from signature in AnySignature
        select (PreviousDigest?)new PreviousDigest(location, hash, algorithm, signature)
    );

    public static Gen<Digest> Digests { get; } =
        from account in AnyText
        from start in Time
        from length in Gen.Choose(0, 100_000)
        from location in Location
        from fingerprint in Hash.Select(hash => KeyFingerprint.Of(System.Text.Encoding.ASCII.GetBytes(hash.ToString())))
        from algorithm in Gen.OneOf(Gen.Constant(Algorithms.Sha256WithRsa), AnyText)
        from newest in OptionalTime
        from oldest in OptionalTime
        from previous in Previous
        from logFiles in LogFile.ArrayOf()
        select new Digest
        {
            AccountId = account,
            Period = new DigestPeriod(start, start.AddSeconds(length)),
            Location = location,
            Fingerprint = fingerprint,
            SignatureAlgorithm = algorithm,
            NewestEventTime = newest,
            OldestEventTime = oldest,
            Previous = previous,
            LogFiles = logFiles,
        };

    /// <summary>The text with one character replaced, removed, doubled or inserted.</summary>
    public static Gen<string> NearMissOf(string text) =>
        from at in Gen.Choose(0, text.Length - 1)
        from with in Gen.Elements('/', '_', '-', '.', '0', '9', 'T', 'Z', 'a', 'o', ' ', '\n', '\0', '٣')
        from how in Gen.Choose(0, 3)
        select how switch
        {
            0 => text[..at] + with + text[(at + 1)..],
            1 => text[..at] + text[(at + 1)..],
            2 => text[..at] + text[at] + text[at..],
            _ => text[..at] + with + text[at..],
        };

    private static Gen<string> Text(string alphabet, int min, int max) =>
        from length in Gen.Choose(min, max)
        from characters in Gen.Elements(alphabet.ToCharArray()).ArrayOf(length)
        select new string(characters);
}
