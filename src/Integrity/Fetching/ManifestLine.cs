using System.Text.Json.Serialization;
using Integrity.Digests;

namespace Integrity.Fetching;

/// <summary>
/// A line of a manifest, wrapped here for reading. Lines are only appended. The last line about an object counts.
/// <code>
/// {"kind":"fetch","at":"2025-05-05T08:00:00Z","tool":"ctverify 1.0.0","from":"S3","trailArn":"arn:aws:…",
///  "start":"…","end":"…","places":[{"bucket":"…","prefix":""}],"logFiles":true}
/// {"kind":"key","at":"…","fingerprint":"1487b12d…","file":"keys/us-east-2/1487b12d….json","region":"us-east-2"}
/// {"kind":"taken","at":"…","bucket":"…","key":"…","size":1234,"sha256":"4341da56…",
///  "eTag":"\"9b2c…\"","lastModified":"…"}
/// {"kind":"absent","at":"…","bucket":"…","key":"…"}
/// {"kind":"notTaken","at":"…","bucket":"…","key":"…","reason":"access denied (AccessDenied)","hint":"…"}
/// {"kind":"end","at":"…","taken":12,"there":0,"problems":1}
/// </code>
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FetchLine), "fetch")]
[JsonDerivedType(typeof(KeyLine), "key")]
[JsonDerivedType(typeof(KeysNotTakenLine), "keysNotTaken")]
[JsonDerivedType(typeof(TakenLine), "taken")]
[JsonDerivedType(typeof(AbsentLine), "absent")]
[JsonDerivedType(typeof(NotTakenLine), "notTaken")]
[JsonDerivedType(typeof(ChangedLine), "changed")]
[JsonDerivedType(typeof(ListedLine), "listed")]
[JsonDerivedType(typeof(NotListedLine), "notListed")]
[JsonDerivedType(typeof(EndLine), "end")]
internal abstract record ManifestLine([property: JsonPropertyOrder(-1)] DateTimeOffset At);

internal sealed record ManifestPlace(string Bucket, string Prefix)
{
    public static ManifestPlace Of(TrailLocation place) => new(place.Bucket, place.Prefix);

    public TrailLocation ToPlace() => new(Bucket, Prefix);
}

/// <summary>
/// The start of a fetch. <c>Copy</c> is the location of a relocated copy that was read instead of the only place.
/// </summary>
internal sealed record FetchLine(
    DateTimeOffset At,
    string Tool,
    string From,
    string TrailArn,
    DateTimeOffset Start,
    DateTimeOffset End,
    IReadOnlyList<ManifestPlace> Places,
    bool LogFiles,
    ManifestPlace? Copy = null
) : ManifestLine(At)
{
    public static FetchLine Of(FetchOrigin origin, DateTimeOffset at) =>
        new(
            at,
            origin.Tool,
            origin.Store,
            origin.Trail.Arn,
            origin.Start,
            origin.End,
            [.. origin.Places.Select(ManifestPlace.Of)],
            origin.HasLogFiles,
            origin.Relocation is { } relocation ? ManifestPlace.Of(relocation.Copy) : null
        );

    /// <summary>Converts the line; <c>null</c> if its trail is invalid.</summary>
    public FetchOrigin? ToOrigin()
    {
        if (!Trail.TryParse(TrailArn, out var trail))
            return null;
        IReadOnlyList<TrailLocation> places = [.. Places.Select(place => place.ToPlace())];
        return new FetchOrigin(
            Tool,
            From,
            trail,
            Start,
            End,
            places,
            LogFiles,
            Copy is { } copy && places is [var original] ? new Relocation(original, copy.ToPlace()) : null
        );
    }
}

/// <summary>A public key was written to a file.</summary>
internal sealed record KeyLine(DateTimeOffset At, string Fingerprint, string File, string? Region = null)
    : ManifestLine(At);

/// <summary>The public keys of a region could not be loaded.</summary>
internal sealed record KeysNotTakenLine(DateTimeOffset At, string Region, string Reason, string? Hint = null)
    : ManifestLine(At);

/// <summary>
/// An object was downloaded. Size and hash are those of the stored bytes. The rest is reported by the store.
/// </summary>
internal sealed record TakenLine(
    DateTimeOffset At,
    string Bucket,
    [property: JsonPropertyName("key")] string Path,
    long Size,
    string Sha256,
    string? ETag = null,
    string? VersionId = null,
    DateTimeOffset? LastModified = null
) : ManifestLine(At);

/// <summary>An object does not exist in the store.</summary>
internal sealed record AbsentLine(DateTimeOffset At, string Bucket, [property: JsonPropertyName("key")] string Path)
    : ManifestLine(At);

/// <summary>An object could not be downloaded or stored. <c>IsListed</c> means that it exists in the store.</summary>
internal sealed record NotTakenLine(
    DateTimeOffset At,
    string Bucket,
    [property: JsonPropertyName("key")] string Path,
    string Reason,
    string? Hint = null,
    bool IsListed = false
) : ManifestLine(At);

/// <summary>An object in the store differs from its copy.</summary>
internal sealed record ChangedLine(
    DateTimeOffset At,
    string Bucket,
    [property: JsonPropertyName("key")] string Path,
    string What
) : ManifestLine(At);

/// <summary>A prefix that could not be listed before was listed.</summary>
internal sealed record ListedLine(DateTimeOffset At, string Bucket, string Prefix) : ManifestLine(At);

/// <summary>The store could not list a prefix.</summary>
internal sealed record NotListedLine(
    DateTimeOffset At,
    string Bucket,
    string Prefix,
    string Reason,
    string? Hint = null
) : ManifestLine(At);

/// <summary>The end of a fetch. Without this line, it was interrupted.</summary>
internal sealed record EndLine(DateTimeOffset At, long Taken, long There, long Problems) : ManifestLine(At);

/// <summary>Source-generated JSON serialization of the lines.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ManifestLine))]
internal sealed partial class ManifestJson : JsonSerializerContext;
