using System.Formats.Tar;
using Integrity.Storage;
using Integrity.Storage.Tar;

namespace Integrity.Tests.Storage.Tar;

/// <summary>
/// The header of a bundle member equals what the framework writes in GNU form, so that earlier bundles stay valid.
/// </summary>
public sealed class TarFormatTests
{
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Theory]
    [InlineData("manifest.txt", 0)]
    [InlineData("reports/may.json", 511)]
    [InlineData("evidence/b/k", 512)]
    [InlineData("evidence/b/ä", 8_589_934_591)]
    [InlineData("evidence/b/k", 8_589_934_592)]
    [InlineData("evidence/b/k", 1_000_000_000_000_000)]
    public async Task The_header_of_a_short_name_equals_that_of_the_framework(string name, long size) =>
        TarFormat.HeadersOf(name, size).Should().Equal(await FrameworkAsync(name, size));

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(510)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(4000)]
    public async Task The_header_of_a_name_of_any_length_equals_that_of_the_framework(int length)
    {
        foreach (var filler in (string[])["x", "é", "€", "😀"])
        {
            foreach (var shift in (string[])["", "a", "ab", "abc"])
            {
                var count = length / System.Text.Encoding.UTF8.GetByteCount(filler);
                var name = shift + string.Concat(Enumerable.Repeat(filler, count));

                TarFormat
                    .HeadersOf(name, 7)
                    .Should()
                    .Equal(await FrameworkAsync(name, 7), "{0} times {1}", count, filler);
            }
        }
    }

    /// <summary>The header that the framework writes before it reads the content.</summary>
    private static async Task<byte[]> FrameworkAsync(string name, long size)
    {
        using var archive = new System.IO.MemoryStream();
        await using var tar = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true);
        var entry = new GnuTarEntry(TarEntryType.RegularFile, name)
        {
            ModificationTime = DateTimeOffset.UnixEpoch,
            Mode = Readable,
            DataStream = new LengthOnlyStream(size),
        };
        await FluentActions.Awaiting(() => tar.WriteEntryAsync(entry)).Should().ThrowAsync<EndOfStreamException>();
        return archive.ToArray();
    }

    /// <summary>A stream with a length but without content.</summary>
    private sealed class LengthOnlyStream(long length) : ReadOnlyStream
    {
        public override bool CanSeek => true;

        public override long Length => length;

        public override long Position { get; set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new EndOfStreamException();
    }
}
