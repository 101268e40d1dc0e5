using Integrity.Cli.Output;
using Integrity.Storage.Local;

namespace Integrity.Cli.Stores;

/// <summary>A checkpoint in a file. Keep the file out of reach of anyone who can write to the bucket.</summary>
internal sealed class CheckpointInFile(string path) : ICheckpointStore
{
    private byte[]? _read;
    private int _maxBytes;

    public async Task<byte[]?> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory && !Directory.Exists(directory))
            throw CommandException.Usage($"--checkpoint: no such directory: {directory}", StoredCheckpoint.Hint);
        _maxBytes = maxBytes;
        return _read = await ReadFileAsync(ExitCode.Usage, cancellationToken);
    }

    public void RequireWritable() => OutputFile.RequireWritable(path, "--checkpoint");

    /// <summary>
    /// Replaces the file. A file system cannot compare and replace in one step, so two concurrent runs go unnoticed if
    /// both write between the comparison and the replacement.
    /// </summary>
    public async Task<bool> ReplaceAsync(byte[] content, CancellationToken cancellationToken)
    {
        var present = await ReadFileAsync(ExitCode.Incomplete, cancellationToken);
        if (AreSame(present, content))
            return true;
        if (!AreSame(present, _read))
            return false;
        OutputFile.Write(path, "--checkpoint", file => file.Write(content));
        return true;
    }

    private async Task<byte[]?> ReadFileAsync(int exitCode, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            if (new FileInfo(path).Length > _maxBytes)
                throw new IOException("the file is too large");
            await using var file = InputFile.Open(path, _maxBytes);
            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                $"--checkpoint: cannot read {path}: {e.Message}",
                StoredCheckpoint.Hint,
                exitCode
            );
        }
    }

    private static bool AreSame(byte[]? one, byte[]? other) =>
        one is null || other is null ? one == other : one.AsSpan().SequenceEqual(other);

    public void Dispose() { }
}
