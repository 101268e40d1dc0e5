using System.IO.Compression;
using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>
/// A log file as it will be stored: exactly one gzip member. Its source was read once, so hash and member are of one and the same content.
/// Small ones are kept in memory, others in a temporary file that has no name any more, and so is gone with the process.
/// </summary>
/// <param name="gzip">The member; can be read again and again.</param>
/// <param name="hash">The hash of what is in it.</param>
/// <param name="source">The file, which stays open until its delivery is over.</param>
internal sealed class PackedLogFile(Stream gzip, Sha256Hash hash, OpenLogFile source) : IDisposable
{
    /// <summary>The level of <c>gzip</c> itself.</summary>
    private const int Level = 6;

    private const int BufferSize = 128 << 10;
    private const long MaxInMemory = 8 << 20;

    private static readonly Sha256Hash OfNothing = Sha256Hash.Of([]);

    public Stream Gzip { get; } = gzip;

    public Sha256Hash Hash { get; } = hash;

    public OpenLogFile Source { get; } = source;

    public bool IsEmpty => Hash == OfNothing;

    /// <summary>Packs a log file: a gzip file is checked and kept as it is, anything else is compressed.</summary>
    /// <exception cref="NotDeliveredException">It cannot be read, begins like a gzip file and is none, is too large, or was changed meanwhile.</exception>
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
            gzip = Room(source.Length);
            var file = opened.File.OpenContent(ownsFile: false);
            await using var fileDisposal = file.ConfigureAwait(false);
            var content = progress is null ? file : new CountedStream(file, progress.Read);
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
                throw new NotDeliveredException(e.Message, "let the user who delivers read it", e);
            if (e is IOException)
                throw new NotDeliveredException(
                    $"there is no room for its compressed form in {Path.GetTempPath()}: {e.Message}",
                    "make room there, or name another folder in TMPDIR",
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
                "something follows its gzip stream, as when gzip files were joined",
                "inflate it (gzip -dc) and deliver the plain file"
            ),
            InflatedStatus.Truncated => throw new NotDeliveredException(
                "its gzip stream ends early",
                "deliver it when it is complete"
            ),
            _ => throw new NotDeliveredException(
                "it begins like a gzip file, and is none or a damaged one",
                "mend it, or compress it as it is (gzip) and deliver that"
            ),
        };
    }

    private static NotDeliveredException TooLarge() =>
        new(
            $"it holds more than {LogFileDelivery.MaxLogFileBytes >> 30} GiB, which verifiers do not read",
            "split it, e.g. with split -C 8G"
        );

    private static Stream Room(long sourceLength)
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

    /// <summary>Reads a head and what follows it, and writes all that was read to a copy.</summary>
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
