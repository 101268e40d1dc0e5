using System.Text;
using Integrity.Storage.Tar;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Tar;

/// <summary>
/// Archives made to lead elsewhere, to be ambiguous, or to waste time or memory. Each is rejected as a whole and
/// quickly.
/// </summary>
public sealed class HostileTarTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string> NamesThatLeadElsewhere =>
        [
            "/etc/passwd",
            "//a",
            "../a",
            "a/../b",
            "a/..",
            "..",
            ".",
            "a/./b",
            "a//b",
            "a/",
            "././a",
            "/",
            "a\\b",
            "..\\a",
            new string('x', 80) + "/../x",
        ];

    [Theory]
    [MemberData(nameof(NamesThatLeadElsewhere))]
    public void A_name_that_leads_elsewhere_is_rejected(string name)
    {
        ShouldBeRejected(new TarDraft().Add(name, "x"), "unsafe name*");
        ShouldBeRejected(new TarDraft().Pax(("path", name)).Add("innocent", "x"), "unsafe name*");
        ShouldBeRejected(
            new TarDraft().Add("L", name + "\0", 'L', isGnu: true).Add("innocent", "x", isGnu: true),
            "unsafe name*"
        );
        ShouldBeRejected(
            new TarDraft().Add("/b", "x", spoil: header => Encoding.UTF8.GetBytes(name).CopyTo(header, 345)),
            "unsafe name*"
        );
    }

    [Fact]
    public void An_empty_name_is_rejected() => ShouldBeRejected(new TarDraft().Add("", "x"), "unsafe name*");

    [Theory]
    [InlineData('1', "a hard link")]
    [InlineData('2', "a symbolic link")]
    [InlineData('3', "a character device")]
    [InlineData('4', "a block device")]
    [InlineData('6', "a pipe")]
    [InlineData('7', "a contiguous file")]
    [InlineData('S', "a GNU sparse file")]
    [InlineData('K', "a GNU long link name")]
    [InlineData('M', "a continued volume")]
    [InlineData('V', "a volume name")]
    [InlineData('D', "a directory with its list")]
    [InlineData('g', "a global header")]
    [InlineData('\0', "a file in the oldest form")]
    public void A_member_that_is_neither_a_file_nor_a_directory_is_rejected(char kind, string what) =>
        ShouldBeRejected(new TarDraft().Add("a", "x", kind), "a is neither a file nor a directory*", what);

    [Fact]
    public void A_directory_with_content_is_rejected() =>
        ShouldBeRejected(new TarDraft().Add("a/", "hidden", '5'), "a/ is neither a file nor a directory*");

    [Fact]
    public void A_duplicate_name_is_rejected()
    {
        ShouldBeRejected(new TarDraft().Add("a", "1").Add("b").Add("a", "2"), "duplicate member: a");
        ShouldBeRejected(new TarDraft().Add("./a", "1").Add("a", "2"), "duplicate member: a");
        ShouldBeRejected(new TarDraft().Add("a", "1").Pax(("path", "a")).Add("b", "2"), "duplicate member: a");
    }

    [Theory]
    [InlineData("77777777777", "larger than the archive")]
    [InlineData("00000001001", "one byte too many")]
    public void A_size_beyond_the_end_of_the_archive_is_rejected(string size, string what) =>
        ShouldBeRejected(new TarDraft().Add("a", "x", size: size), "truncated*", what);

    [Fact]
    public void A_size_that_overflows_is_rejected()
    {
        ShouldBeRejected(
            new TarDraft().Add(
                "a",
                "x",
                spoil: header =>
                    new byte[] { 0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }.CopyTo(header, 124)
            ),
            "truncated*"
        );
        ShouldBeRejected(
            new TarDraft().Add(
                "a",
                "x",
                spoil: header => Enumerable.Repeat((byte)0xff, 12).ToArray().CopyTo(header, 124)
            ),
            "invalid number in a header"
        );
        ShouldBeRejected(
            new TarDraft().Add(
                "a",
                "x",
                spoil: header =>
                    new byte[] { 0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }.CopyTo(
                        header,
                        124
                    )
            ),
            "number in a header too large"
        );
        ShouldBeRejected(new TarDraft().Pax(("size", "9223372036854775807")).Add("a", "x"), "truncated*");
        ShouldBeRejected(
            new TarDraft().Pax(("size", "9223372036854775808")).Add("a", "x"),
            "unknown or duplicate pax record*"
        );
        ShouldBeRejected(new TarDraft().Pax(("size", "-1")).Add("a", "x"), "unknown or duplicate pax record*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-0000000001")]
    [InlineData("0000000000x")]
    [InlineData("0000000008")]
    public void A_malformed_size_is_rejected(string size) =>
        ShouldBeRejected(new TarDraft().Add("a", size: size), "invalid number in a header");

    [Fact]
    public void A_wrong_checksum_is_rejected()
    {
        ShouldBeRejected(
            new TarDraft().Add("a", "x", spoilAfterSum: header => header[0] = (byte)'b'),
            "wrong header checksum"
        );
        ShouldBeRejected(
            new TarDraft().Add("a", "x", spoilAfterSum: header => header[148] = (byte)'z'),
            "invalid number in a header"
        );
    }

    [Fact]
    public void A_truncated_archive_is_rejected()
    {
        var whole = new TarDraft().Add("a", "x").Add("b", new string('y', 600)).End();

        for (var length = 0; length < whole.Length; length += 97)
            ShouldBeRejected(whole[..length], "truncated*");
        ShouldBeRejected(whole[..^1], "truncated*");
    }

    [Fact]
    public void A_member_after_the_end_marker_is_rejected()
    {
        var hidden = new TarDraft().Add("hidden", "x").End();

        ShouldBeRejected([.. new TarDraft().Add("a", "x").End(), .. hidden], "data after the end marker");
        ShouldBeRejected(
            new TarDraft().Add("a", "x").Raw(new byte[512]).Add("hidden", "x"),
            "data after the end marker"
        );
        ShouldBeRejected([.. new TarDraft().Add("a", "x").End(), 1], "data after the end marker");
    }

    [Fact]
    public void Endless_padding_is_rejected()
    {
        var path = _directory.Write("padded.tar", new TarDraft().Add("a", "x").End());
        using (var file = File.OpenWrite(path))
            file.SetLength(1L << 40);

        Reading(path)
            .Should()
            .Throw<FormatException>()
            .WithMessage("data after the end marker", "a terabyte of zeros must not be read");
    }

    [Fact]
    public void A_member_within_the_content_of_another_is_ignored()
    {
        var inner = Encoding.Latin1.GetString(new TarDraft().Add("inner", "x").WithoutEnd());

        Names(new TarDraft().Add("outer", inner).End()).Should().Equal("outer");
    }

    [Fact]
    public void A_pax_header_of_a_gigabyte_is_rejected()
    {
        var path = _directory.Write(
            "pax.tar",
            new TarDraft().Add("pax", "", 'x', size: Convert.ToString(1 << 30, 8).PadLeft(11, '0')).WithoutEnd()
        );
        using (var file = File.OpenWrite(path))
            file.SetLength((1L << 30) + 4096);

        Reading(path).Should().Throw<FormatException>().WithMessage("header of 1073741824 bytes is too large");
    }

    [Fact]
    public void A_GNU_name_that_is_too_long_is_rejected() =>
        ShouldBeRejected(
            new TarDraft().Add("L", new string('x', 5000), 'L', isGnu: true).Add("a", isGnu: true),
            "header of 5000 bytes is too large"
        );

    [Theory]
    [InlineData("GNU.sparse.major", "1")]
    [InlineData("GNU.sparse.name", "a")]
    [InlineData("GNU.sparse.realsize", "1099511627776")]
    [InlineData("linkpath", "/etc/passwd")]
    [InlineData("hdrcharset", "BINARY")]
    [InlineData("SCHILY.xattr.user.x", "y")]
    [InlineData("path", "a\0b")]
    public void An_unknown_pax_record_is_rejected(string keyword, string value) =>
        ShouldBeRejected(new TarDraft().Pax((keyword, value)).Add("a", "x"), "unknown or duplicate pax record*");

    [Fact]
    public void Contradicting_pax_records_are_rejected()
    {
        ShouldBeRejected(
            new TarDraft().Pax(("path", "a"), ("path", "b")).Add("c", "x"),
            "unknown or duplicate pax record: path"
        );
        ShouldBeRejected(
            new TarDraft().Pax(("size", "1"), ("size", "0")).Add("c", "x"),
            "unknown or duplicate pax record: size"
        );
        ShouldBeRejected(
            new TarDraft().Pax(("path", "a")).Pax(("path", "b")).Add("c", "x"),
            "two extended headers for one member"
        );
        ShouldBeRejected(
            new TarDraft().Add("L", "a\0", 'L', isGnu: true).Pax(("path", "b")).Add("c", "x"),
            "two extended headers for one member"
        );
        ShouldBeRejected(new TarDraft().Add("a", "x").Pax(("path", "b")), "extended header without a member");
    }

    [Theory]
    [InlineData("9 path=a")]
    [InlineData("99 path=a\n")]
    [InlineData("0 path=a\n")]
    [InlineData("-9 path=a\n")]
    [InlineData("9999999999999999999 path=a\n")]
    [InlineData("8 path\n")]
    [InlineData("7path=a\n")]
    [InlineData("2 ")]
    [InlineData("\n")]
    public void A_malformed_pax_record_is_rejected(string records) =>
        ShouldBeRejected(new TarDraft().Add("pax", records, 'x').Add("c", "x"), "malformed pax header");

    [Fact]
    public void A_name_that_is_not_UTF_8_is_rejected()
    {
        ShouldBeRejected(new TarDraft().Add([0x61, 0xff], []), "name is not UTF-8");
        ShouldBeRejected(new TarDraft().Add([0xed, 0xa0, 0x80], []), "name is not UTF-8");
    }

    [Fact]
    public void A_file_that_is_not_a_tar_archive_is_rejected()
    {
        ShouldBeRejected([], "truncated*");
        ShouldBeRejected(Encoding.ASCII.GetBytes(new string('x', 2000)), "not a tar archive*");
        ShouldBeRejected(
            GzipBytes.Compress(
                new TarDraft().Add("a", new string('x', 9999)).End(),
                System.IO.Compression.CompressionLevel.NoCompression
            ),
            "not a tar archive*"
        );
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_different() =>
        Names(new TarDraft().Add("a", "1").Add("A", "2").End()).Should().Equal("A", "a");

    [Fact]
    public void No_change_of_a_single_byte_crashes_the_reader()
    {
        var whole = new TarDraft()
            .Add("a", "x")
            .Pax(("path", "b"))
            .Add("c", "y")
            .Add("L", "d\0", 'L', isGnu: true)
            .Add("e", "z", isGnu: true)
            .End();
        var random = new Random(1);

        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= (byte)random.Next(1, 256);
            try
            {
                Names(damaged).Should().HaveCount(3);
            }
            catch (FormatException)
            {
                // Most changes are rejected.
            }
        }
    }

    private void ShouldBeRejected(TarDraft draft, string message, string because = "") =>
        ShouldBeRejected(draft.End(), message, because);

    private void ShouldBeRejected(byte[] archive, string message, string because = "") =>
        Reading(_directory.Write("hostile.tar", archive)).Should().Throw<FormatException>(because).WithMessage(message);

    private IEnumerable<string> Names(byte[] archive)
    {
        using var file = File.OpenHandle(_directory.Write("archive.tar", archive));
        return TarIndex.Read(file).Members.Select(member => member.Name);
    }

    private static Action Reading(string path) =>
        () =>
        {
            using var file = File.OpenHandle(path);
            TarIndex.Read(file);
        };
}
