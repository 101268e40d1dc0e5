using System.IO.Compression;
using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>
/// A log file as exactly one gzip member, ready to store. The source is read only once, so hash and member have the
/// same content. Small members stay in memory. Large ones use a temporary file that is already deleted, so it vanishes
/// with the process.
/// </summary>
/// <param name="gzip">The member. It can be read repeatedly.</param>
/// <param name="hash">The hash of the decompressed content.</param>
/// <param name="source">The file, which stays open until its delivery is complete.</param>
internal sealed class PackedLogFile(Stream gzip, Sha256Hash hash, OpenLogFile source) : IDisposable
{
    /// <summary>Default compression level of <c>gzip</c>.</summary>
    private const int Level = 6;

    private const int BufferSize = 128 << 10;
    private const long MaxInMemory = 8 << 20;

    private static readonly Sha256Hash EmptyHash = Sha256Hash.Of([]);

    public Stream Gzip { get; } = gzip;

    public Sha256Hash Hash { get; } = hash;

    public OpenLogFile Source { get; } = source;

    public bool IsEmpty => Hash == EmptyHash;

    /// <summary>Packs a log file. A gzip file is checked and stored unchanged; any other file is compressed.</summary>
    /// <exception cref="NotDeliveredException">
    /// It cannot be read, begins like gzip but is invalid, is too large, or changed meanwhile.
    /// </exception>
    public static async Task<PackedLogFile> OfAsync(
        LogFileSource source,
        DeliveryProgress? progress,
        CancellationToken cancellationToken
    )
    {
        if (source.Length > LogFileDelivery.MaxLogFileBytes)
            throw TooLarge();
        var opened = source.Open();
        Stream? gzip = null;
        try
        {
            gzip = CreateBuffer(source.Length);
            var file = opened.File.OpenContent(ownsFile: false);
            await using var fileDisposal = file.ConfigureAwait(false);
            var content = progress is null ? file : new CountedStream(file, progress.AddRead);
            var hash = await PackAsync(content, gzip, cancellationToken).ConfigureAwait(false);
            if (!opened.IsUnchanged())
                throw LogFileSource.Changed();
            return new PackedLogFile(gzip, hash, opened);
        }
        catch (Exception e)
        {
            opened.Dispose();
            if (gzip is not null)
                await gzip.DisposeAsync().ConfigureAwait(false);
            if (e is StoreException)
                throw new NotDeliveredException(e.Message, LogFileSource.ReadHint, e);
            if (e is IOException)
                throw new NotDeliveredException(
                    $"cannot store its compressed form in {Path.GetTempPath()}: {e.Message}",
                    "free space there, or set TMPDIR to another directory",
                    e
                );
            throw;
        }
    }

    private static async Task<Sha256Hash> PackAsync(Stream content, Stream gzip, CancellationToken cancellationToken)
    {
        var head = new byte[BufferSize];
        var length = await content
            .ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        return head is [0x1F, 0x8B, ..] && length > 1
            ? await KeepAsync(new CopyingStream(head.AsMemory(0, length), content, gzip), cancellationToken)
                .ConfigureAwait(false)
            : await CompressAsync(head, length, content, gzip, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Sha256Hash> CompressAsync(
        byte[] buffer,
        int length,
        Stream content,
        Stream gzip,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var compressor = new GZipStream(gzip, new ZLibCompressionOptions { CompressionLevel = Level }, leaveOpen: true);
        await using var compressorDisposal = compressor.ConfigureAwait(false);
        for (; length > 0; length = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false))
        {
            hash.AppendData(buffer, 0, length);
            compressor.Write(buffer, 0, length);
        }
        return new Sha256Hash(hash.GetHashAndReset());
    }

    private static async Task<Sha256Hash> KeepAsync(CopyingStream content, CancellationToken cancellationToken)
    {
        var (status, hash) = await ContentHash
            .OfAsync(content, LogFileDelivery.MaxLogFileBytes, cancellationToken)
            .ConfigureAwait(false);
        return status switch
        {
            InflatedStatus.Complete => hash,
            InflatedStatus.TooLarge => throw TooLarge(),
            InflatedStatus.TrailingData => throw new NotDeliveredException(
                "there is data after its gzip stream, as in joined gzip files",
                "decompress it (gzip -dc) and deliver the plain file"
            ),
            InflatedStatus.Truncated => throw new NotDeliveredException(
                "its gzip stream is truncated",
                "deliver it when it is complete"
            ),
            _ => throw new NotDeliveredException(
                "it begins like a gzip file but is invalid or damaged",
                "mend it, or compress it as it is (gzip) and deliver that"
            ),
        };
    }

    private static NotDeliveredException TooLarge() =>
        new(
            $"it contains more than {LogFileDelivery.MaxLogFileBytes >> 30} GiB, the limit of verifiers",
            "split it, for example with: split -C 8G"
        );

    private static Stream CreateBuffer(long sourceLength)
    {
        if (sourceLength <= MaxInMemory)
            return new MemoryStream();
        var path = Path.Combine(Path.GetTempPath(), $"integrity-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    public void Dispose()
    {
        Gzip.Dispose();
        Source.Dispose();
    }

    /// <summary>Reads a prefix followed by the rest of a stream, and copies everything it reads.</summary>
    private sealed class CopyingStream(ReadOnlyMemory<byte> head, Stream rest, Stream copy) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> _head = head;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = Math.Min(_head.Length, buffer.Length);
            _head[..read].CopyTo(buffer);
            _head = _head[read..];
            if (read == 0)
                read = await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            copy.Write(buffer.Span[..read]);
            return read;
        }
    }
}
