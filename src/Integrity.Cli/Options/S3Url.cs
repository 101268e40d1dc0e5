using System.Diagnostics.CodeAnalysis;
using Integrity.Digests;

namespace Integrity.Cli.Options;

/// <summary>Reads <c>s3://bucket/key</c>.</summary>
internal static class S3Url
{
    public const string Scheme = "s3://";

    /// <summary>Whether a text is meant as such a URL.</summary>
    public static bool IsMeant(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>The bucket and the key, which is empty where none is given; <c>false</c> when no bucket is given.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ObjectLocation? location)
    {
        location =
            IsMeant(text) && text[Scheme.Length..].Split('/', 2) is [{ Length: > 0 } bucket, .. var rest]
                ? new ObjectLocation(bucket, rest is [var path] ? path : "")
                : null;
        return location is not null;
    }

    /// <summary>As <see cref="TryParse"/>, but only with a key.</summary>
    public static bool TryParseObject(string text, [NotNullWhen(true)] out ObjectLocation? location) =>
        TryParse(text, out location) && location.Path.Length > 0;
}
