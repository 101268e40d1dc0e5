using System.Text.Json;
using Integrity.Hints;
using Integrity.Storage.Local;

namespace Integrity.Fetching;

/// <summary>
/// The file <c>manifest.jsonl</c> of a fetch: one JSON object per line that records what was downloaded, when and from
/// where. Fetches append to it, one at a time. An object is recorded as downloaded only after it was flushed to disk,
/// so after a power failure every recorded object is complete.
/// </summary>
internal sealed class FetchManifest : IDisposable
{
    public const string FileName = "manifest.jsonl";

    /// <summary>
    /// Maximum length of a line. Object paths have at most 1,024 bytes, so a fetch writes no longer line.
    /// </summary>
    private const int MaxLineLength = 64 << 10;

    /// <summary>Maximum number of objects, and maximum time, to download again after a crash.</summary>
    private const int MaxHeld = 1000;
    private static readonly TimeSpan MaxHeldFor = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Lock _flushing = new();
    private readonly Stream _file;
    private readonly string _path;
    private readonly Action _flushObjects;
    private List<(DateTimeOffset At, byte[] Line)> _held = [];

    /// <summary>Continues a manifest.</summary>
    /// <param name="file">The manifest file. It is closed with this object.</param>
    /// <param name="path">The path of the manifest, for messages.</param>
    /// <param name="flushObjects">Flushes all written objects to disk.</param>
    /// <exception cref="FetchException">The file is not a manifest.</exception>
    public FetchManifest(Stream file, string path, Action flushObjects) =>
        (_file, _path, _flushObjects, Record) = (file, path, flushObjects, Read(file, path));

    /// <summary>The state after all lines.</summary>
    public FetchRecord Record { get; }

    /// <summary>Words the hints that are recorded.</summary>
    public Func<Hint, string> WordHint { get; set; } = hint => hint.Text;

    /// <summary>Returns the words of a hint; <c>null</c> for <c>null</c>.</summary>
    public string? Word(Hint? hint) => hint is null ? null : WordHint(hint);

    /// <summary>
    /// Opens the manifest of a directory for appending, and creates it if it is missing. Removes an incomplete last
    /// line of a killed fetch.
    /// </summary>
    /// <exception cref="FetchException">
    /// The file cannot be opened, is locked by another fetch, or is not a manifest.
    /// </exception>
    public static FetchManifest Open(string folder)
    {
        var path = Path.Combine(folder, FileName);
        FileStream? file = null;
        try
        {
            using var directory = LocalDirectory.Open(folder);
            // No buffer, because a buffered stream would retry failed writes later.
            file = directory.OpenForAppending(FileName);
            return new FetchManifest(file, path, () => FlushToDisk(folder));
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new FetchException(
                    $"cannot open {path}: {e.Message}",
                    "stop other fetches into this directory, and allow this user to write to it",
                    e
                );
            throw;
        }
    }

    /// <summary>Reads the manifest of a directory; <c>null</c> if there is none.</summary>
    /// <exception cref="FetchException">
    /// The file cannot be read, is locked by a fetch, or is not a manifest.
    /// </exception>
    public static FetchRecord? Find(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var directory = LocalDirectory.Open(folder);
            if (directory.Find(FileName) is not { Kind: not LocalKind.Directory })
                return null;
            using var file = directory.OpenToShare(FileName);
            var record = Read(file, path);
            LocalDirectory.Unlock(file);
            return record;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FetchException(
                $"cannot read {path}: {e.Message}",
                "wait until the fetch into this directory has finished",
                e
            );
        }
    }

    private static void FlushToDisk(string folder)
    {
        using var opened = LocalDirectory.Open(folder);
        opened.FlushAll();
    }

    /// <summary>Reads all lines of a manifest. If the file is writable, truncates an incomplete last line.</summary>
    /// <exception cref="FetchException">The file is not a manifest.</exception>
    public static FetchRecord Read(Stream file, string path)
    {
        var record = new FetchRecord();
        long whole = 0;
        foreach (var line in Lines(file, path))
        {
            try
            {
                record.Add(
                    JsonSerializer.Deserialize(line.Span, ManifestJson.Default.ManifestLine)
                        ?? throw new JsonException("null")
                );
            }
            catch (Exception e) when (e is JsonException or NotSupportedException)
            {
                throw Broken(path, whole, e);
            }
            whole += line.Length + 1;
        }
        if (!file.CanWrite)
            return record;
        file.SetLength(whole);
        file.Position = whole;
        return record;
    }

    /// <summary>Returns the complete lines, up to the zeros that a power failure may leave.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(Stream file, string path)
    {
        var buffer = new byte[MaxLineLength * 2];
        var filled = 0;
        long start = 0;
        int read;
        while ((read = file.Read(buffer, filled, buffer.Length - filled)) > 0)
        {
            filled += read;
            var from = 0;
            for (int length; (length = buffer.AsSpan(from, filled - from).IndexOf((byte)'\n')) >= 0; from += length + 1)
            {
                if (buffer.AsSpan(from, length).Contains((byte)0))
                    yield break;
                yield return buffer.AsMemory(from, length);
            }
            if (buffer.AsSpan(from, filled - from).Contains((byte)0))
                yield break;
            start += from;
            filled -= from;
            if (filled > MaxLineLength)
                throw Broken(path, start, null);
            buffer.AsSpan(from, filled).CopyTo(buffer);
        }
    }

    private static FetchException Broken(string path, long at, Exception? cause) =>
        new(
            $"{path} is not the manifest of a fetch: cannot parse the line at byte {at}",
            "fetch into a new directory, or delete the file to verify the directory as a plain copy",
            cause
        );

    /// <summary>
    /// Adds a line. It survives the end of this process at once. A <see cref="TakenLine"/> is written only when its
    /// object survives a power failure.
    /// </summary>
    /// <exception cref="FetchException">The manifest cannot be written.</exception>
    public void Add(ManifestLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, ManifestJson.Default.ManifestLine), (byte)'\n'];
        Record.AddNew(line);
        if (line is not TakenLine)
        {
            Write(bytes);
            return;
        }
        lock (_lock)
        {
            _held.Add((line.At, bytes));
            if (_held.Count % MaxHeld != 0 && line.At - _held[0].At < MaxHeldFor)
                return;
        }
        // Another thread is flushing. No need to wait for it.
        if (!_flushing.TryEnter())
            return;
        try
        {
            FlushHeld();
        }
        finally
        {
            _flushing.Exit();
        }
    }

    /// <summary>Flushes downloaded objects to disk, and then writes their lines.</summary>
    /// <exception cref="FetchException">The flush or write failed.</exception>
    public void Flush()
    {
        lock (_flushing)
            FlushHeld();
    }

    private void FlushHeld()
    {
        List<(DateTimeOffset At, byte[] Line)> held;
        lock (_lock)
            (held, _held) = (_held, []);
        if (held.Count == 0)
            return;
        try
        {
            _flushObjects();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FetchFolder.CannotWrite(_path, e);
        }
        Write([.. held.SelectMany(entry => entry.Line)]);
    }

    /// <summary>Writes lines completely or not at all.</summary>
    private void Write(ReadOnlySpan<byte> lines)
    {
        lock (_lock)
        {
            var before = _file.Position;
            try
            {
                _file.Write(lines);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _file.SetLength(before);
                _file.Position = before;
                throw FetchFolder.CannotWrite(_path, e);
            }
        }
    }

    /// <summary>
    /// Closes the manifest. To detect write errors, call <see cref="Flush"/> before. Unrecorded objects are downloaded
    /// again by the next fetch.
    /// </summary>
    public void Dispose()
    {
        try
        {
            Flush();
            if (_file is FileStream file)
                file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is FetchException or IOException)
        {
            // Ignored: see the summary.
        }
        if (_file is FileStream opened)
            LocalDirectory.Unlock(opened);
        _file.Dispose();
    }
}
