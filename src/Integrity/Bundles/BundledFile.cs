namespace Integrity.Bundles;

/// <summary>A file that is put into a bundle.</summary>
/// <param name="Name">Its name in the bundle.</param>
/// <param name="Path">Its path, for messages.</param>
/// <param name="Below">Its path below the folder that is bundled; <c>null</c> for a file that the user named.</param>
internal sealed record BundledFile(string Name, string Path, string? Below);
