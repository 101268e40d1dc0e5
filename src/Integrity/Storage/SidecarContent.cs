namespace Integrity.Storage;

/// <summary>What a metadata sidecar states.</summary>
/// <param name="Metadata">
/// The object's user metadata, names in lower case; <c>null</c> when the sidecar cannot be understood.
/// </param>
/// <param name="Problem">Why it cannot be understood, as in "is empty"; <c>null</c> when it can.</param>
internal sealed record SidecarContent(IReadOnlyDictionary<string, string>? Metadata, string? Problem)
{
    public static SidecarContent Of(IReadOnlyDictionary<string, string> metadata) => new(metadata, null);

    public static SidecarContent Unusable(string problem) => new(null, problem);

    /// <summary>The problem as a sentence that names the file; <c>null</c> when there is none.</summary>
    /// <param name="objectName">The name of the object's file, with or without folders.</param>
    public string? ProblemOf(string objectName) =>
        Problem is null
            ? null
            : $"its metadata sidecar {objectName[(objectName.LastIndexOfAny(['/', '\\']) + 1)..]}{MetadataSidecar.Ending} {Problem}";
}
