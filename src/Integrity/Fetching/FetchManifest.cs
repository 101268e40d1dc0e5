using System.Text.Json;

namespace Integrity.Fetching;

/// <summary>
/// The file <c>manifest.jsonl</c> of a fetched folder, one JSON object a line: what was taken, when, from where. A fetch adds to it, and no two fetches at once.
/// </summary>
internal sealed class FetchManifest : IDisposable
{
    public const string FileName = "manifest.jsonl";

    /// <summary>A key has 1,024 bytes at most, a metadata sidecar is no part of it: what is longer was not written by a fetch.</summary>
    private const int MaxLineLength = 64 << 10;

    private readonly Lock _lock = new();
    private readonly FileStream _file;

    private FetchManifest(FileStream file, FetchRecord record) => (_file, Record) = (file, record);

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
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var record = Read(file, path);
            return new FetchManifest(file, record);
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new FetchException($"{path} cannot be opened: {e.Message}", "let no other fetch write to this folder, and let the user who fetches write there", e);
            throw;
        }
    }

    /// <summary>What the manifest of a folder adds up to; <c>null</c> when there is none.</summary>
    /// <exception cref="FetchException">It cannot be read, a fetch has it open, or it is no manifest.</exception>
    public static FetchRecord? Find(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FetchException($"{path} cannot be read: {e.Message}", "wait until the fetch that writes to this folder is done", e);
        }
    }

    private static FetchRecord Read(FileStream file, string path)
    {
        var record = new FetchRecord();
        long whole = 0;
        foreach (var line in Lines(file, path))
        {
            try
            {
                record.Add(JsonSerializer.Deserialize(line.Span, ManifestJson.Default.ManifestLine) ?? throw new JsonException("null"));
            }
            catch (Exception e) when (e is JsonException or NotSupportedException)
            {
                throw Broken(path, whole, e);
            }
            whole += line.Length + 1;
        }
        if (!file.CanWrite) return record;
        file.SetLength(whole);
        file.Position = whole;
        return record;
    }

    /// <summary>The lines that have an end.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(FileStream file, string path)
    {
        var buffer = new byte[MaxLineLength * 2];
        var filled = 0;
        long start = 0;
        for (int read; (read = file.Read(buffer, filled, buffer.Length - filled)) > 0;)
        {
            filled += read;
            var from = 0;
            for (int length; (length = buffer.AsSpan(from, filled - from).IndexOf((byte)'\n')) >= 0; from += length + 1) yield return buffer.AsMemory(from, length);
            start += from;
            filled -= from;
            if (filled > MaxLineLength) throw Broken(path, start, null);
            buffer.AsSpan(from, filled).CopyTo(buffer);
        }
    }

    private static FetchException Broken(string path, long at, Exception? cause) =>
        new($"{path} is not the manifest of a fetch: the line at byte {at} cannot be understood", "fetch into a new folder; without the file, the folder is verified as a plain copy", cause);

    /// <summary>Adds a line. It outlives this process at once, and the machine with the end of the fetch.</summary>
    /// <exception cref="FetchException">It cannot be written.</exception>
    public void Add(ManifestLine line)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(line, ManifestJson.Default.ManifestLine);
        Record.AddNew(line);
        try
        {
            lock (_lock)
            {
                _file.Write([.. bytes, (byte)'\n']);
                _file.Flush();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FetchFolder.CannotWrite(_file.Name, e);
        }
    }

    public void Dispose()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
    }
}
