using System.Text.Json;
using Integrity.Storage.Local;

namespace Integrity.Fetching;

/// <summary>
/// The file <c>manifest.jsonl</c> of a fetched folder, one JSON object a line: what was taken, when, from where. A fetch adds to it, and no two fetches at once.
/// That an object was taken is written only when it is known to be on the disk: after a power cut, what has its line is whole.
/// </summary>
internal sealed class FetchManifest : IDisposable
{
    public const string FileName = "manifest.jsonl";

    /// <summary>A key has 1,024 bytes at most, a metadata sidecar is no part of it: what is longer was not written by a fetch.</summary>
    private const int MaxLineLength = 64 << 10;

    /// <summary>So many objects, or those of so long, are asked for again after the worst of deaths.</summary>
    private const int MaxHeld = 1000;
    private static readonly TimeSpan MaxHeldFor = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Lock _settling = new();
    private readonly Stream _file;
    private readonly string _path;
    private readonly Action _bringToDisk;
    private List<(DateTimeOffset At, byte[] Line)> _held = [];

    /// <summary>Goes on with a manifest.</summary>
    /// <param name="file">The manifest, which is closed with this.</param>
    /// <param name="path">Its name in messages.</param>
    /// <param name="bringToDisk">Brings all objects that were placed to the disk.</param>
    /// <exception cref="FetchException">It is no manifest.</exception>
    public FetchManifest(Stream file, string path, Action bringToDisk) =>
        (_file, _path, _bringToDisk, Record) = (file, path, bringToDisk, Read(file, path));

    /// <summary>What the lines add up to.</summary>
    public FetchRecord Record { get; }

    /// <summary>Opens the manifest of a folder to add to it, and makes it when it is missing. A line that a killed fetch left half written is taken off.</summary>
    /// <exception cref="FetchException">It cannot be opened, another fetch has it open, or it is no manifest.</exception>
    public static FetchManifest Open(string folder)
    {
        var path = Path.Combine(folder, FileName);
        FileStream? file = null;
        try
        {
            using var directory = LocalDirectory.Open(folder);
            // without a buffer: what could not be written is not tried again behind our back
            file = directory.OpenForAppending(FileName);
            return new FetchManifest(file, path, () => BringToDisk(folder));
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new FetchException(
                    $"{path} cannot be opened: {e.Message}",
                    "let no other fetch write to this folder, and let the user who fetches write there",
                    e
                );
            throw;
        }
    }

    /// <summary>What the manifest of a folder adds up to; <c>null</c> when there is none.</summary>
    /// <exception cref="FetchException">It cannot be read, a fetch has it open, or it is no manifest.</exception>
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
                $"{path} cannot be read: {e.Message}",
                "wait until the fetch that writes to this folder is done",
                e
            );
        }
    }

    private static void BringToDisk(string folder)
    {
        using var opened = LocalDirectory.Open(folder);
        opened.FlushAll();
    }

    /// <summary>What the lines of a manifest add up to.</summary>
    /// <exception cref="FetchException">It is no manifest.</exception>
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

    /// <summary>The lines that have an end, up to where a power cut left zeros for them.</summary>
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
            $"{path} is not the manifest of a fetch: the line at byte {at} cannot be understood",
            "fetch into a new folder; without the file, the folder is verified as a plain copy",
            cause
        );

    /// <summary>Adds a line. It outlives this process at once; a <see cref="TakenLine"/> does so when its object outlives the machine.</summary>
    /// <exception cref="FetchException">It cannot be written.</exception>
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
        // who comes while it is done need not wait for it
        if (!_settling.TryEnter())
            return;
        try
        {
            SettleHeld();
        }
        finally
        {
            _settling.Exit();
        }
    }

    /// <summary>Brings what was taken to the disk, and then the lines that say so.</summary>
    /// <exception cref="FetchException">It did not work.</exception>
    public void Settle()
    {
        lock (_settling)
            SettleHeld();
    }

    private void SettleHeld()
    {
        List<(DateTimeOffset At, byte[] Line)> held;
        lock (_lock)
            (held, _held) = (_held, []);
        if (held.Count == 0)
            return;
        try
        {
            _bringToDisk();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FetchFolder.CannotWrite(_path, e);
        }
        Write([.. held.SelectMany(entry => entry.Line)]);
    }

    /// <summary>Writes lines whole, or nothing of them.</summary>
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

    /// <summary>Closes it. Whoever needs to know that all is written calls <see cref="Settle"/> before: what could not be written is asked for again by the next fetch.</summary>
    public void Dispose()
    {
        try
        {
            Settle();
            if (_file is FileStream file)
                file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is FetchException or IOException)
        {
            // see above
        }
        if (_file is FileStream opened)
            LocalDirectory.Unlock(opened);
        _file.Dispose();
    }
}
