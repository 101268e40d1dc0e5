using Integrity.Digests;
using Integrity.Verification;

namespace Integrity.Cli.Output;

/// <summary>The file that <c>--checkpoint</c> names. It must lie where whoever can write to the bucket cannot.</summary>
internal static class CheckpointFile
{
    private const string Hint = "give the file that an earlier run wrote for this trail, or one that does not exist yet";
    private const long MaxBytes = 64 << 20;

    /// <summary>Reads a checkpoint; <c>null</c> when there is none yet.</summary>
    /// <exception cref="CommandException">The file is not a checkpoint, or that of another trail.</exception>
    public static Checkpoint? Read(string path, Trail trail)
    {
        if (!File.Exists(path))
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw CommandException.Usage($"--checkpoint: no such folder: {folder}", Hint);
            return null;
        }
        try
        {
            if (new FileInfo(path).Length > MaxBytes) throw new FormatException("it is too large");
            var checkpoint = CheckpointJson.Read(File.ReadAllBytes(path));
            return checkpoint.Trail == trail ? checkpoint : throw CommandException.Usage($"--checkpoint: {path} is of another trail: {checkpoint.Trail.Arn}", Hint);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"--checkpoint: {path} cannot be used: {e.Message}", Hint);
        }
    }

    /// <summary>Writes a checkpoint, whole or not at all.</summary>
    public static void Write(string path, Checkpoint checkpoint) => WholeFile.Write(path, "--checkpoint", file => file.Write(CheckpointJson.Write(checkpoint)));
}
