using System.Diagnostics.CodeAnalysis;
using Integrity.Digests;

namespace Integrity.Cli.Options;

/// <summary>Parses <c>s3://bucket/path</c>.</summary>
internal static class S3Url
{
    public const string Scheme = "s3://";

    /// <summary>Returns whether a text starts like an S3 URL.</summary>
    public static bool IsS3Url(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Parses a bucket and an object path, which may be empty; <c>false</c> if there is no bucket.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ObjectLocation? location)
    {
        location =
            IsS3Url(text) && text[Scheme.Length..].Split('/', 2) is [{ Length: > 0 } bucket, .. var rest]
                ? new ObjectLocation(bucket, rest is [var path] ? path : "")
                : null;
        return location is not null;
    }

    /// <summary>Parses a URL with a bucket and an object path.</summary>
    public static bool TryParseObject(string text, [NotNullWhen(true)] out ObjectLocation? location) =>
        TryParse(text, out location) && location.Path.Length > 0;
}
