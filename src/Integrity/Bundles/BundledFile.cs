namespace Integrity.Bundles;

/// <summary>A file to put into a bundle.</summary>
/// <param name="Name">The name in the bundle.</param>
/// <param name="Path">The path, for messages.</param>
/// <param name="RelativePath">The path below the bundled directory; <c>null</c> for a file that the user named.</param>
internal sealed record BundledFile(string Name, string Path, string? RelativePath);
