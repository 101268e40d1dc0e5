namespace Integrity.Storage;

/// <summary>The content of a metadata sidecar.</summary>
/// <param name="Metadata">The user metadata, names in lower case; <c>null</c> if the sidecar is unusable.</param>
/// <param name="Problem">Why the sidecar is unusable, such as "is empty"; <c>null</c> if it is usable.</param>
internal sealed record SidecarContent(IReadOnlyDictionary<string, string>? Metadata, string? Problem)
{
    public static SidecarContent Of(IReadOnlyDictionary<string, string> metadata) => new(metadata, null);

    public static SidecarContent Unusable(string problem) => new(null, problem);

    /// <summary>Returns the problem as a sentence that names the file; <c>null</c> if there is none.</summary>
    /// <param name="objectName">The name or path of the object.</param>
    public string? ProblemOf(string objectName) =>
        Problem is null ? null : $"its metadata sidecar {FileName(objectName)}{MetadataSidecar.Ending} {Problem}";

    private static string FileName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
}
