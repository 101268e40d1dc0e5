using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;

namespace Integrity.Tests.Digests;

public sealed class SignatureTests
{
    [Fact]
    public void The_text_is_kept_unchanged_because_the_next_digest_signs_it()
    {
        Signature.TryParse("00aAFf", out var signature).Should().BeTrue();

        signature!.Hex.Should().Be("00aAFf");
        signature.ToString().Should().Be("00aAFf");
        signature.Bytes.ToArray().Should().Equal(0x00, 0xaa, 0xff);
    }

    [Fact]
    public void Signatures_with_equal_bytes_are_equal()
    {
        Signature.TryParse("00aAFf", out var read).Should().BeTrue();
        var made = new Signature([0x00, 0xaa, 0xff]);

        made.Should().Be(read);
        made.GetHashCode().Should().Be(read!.GetHashCode());
        made.Should().NotBe(new Signature([0x00, 0xaa]));
        made.Equals(null).Should().BeFalse();
    }

    [Fact]
    public void Changing_the_source_array_does_not_change_the_signature()
    {
        byte[] bytes = [1, 2, 3];
        var signature = new Signature(bytes);

        bytes[0] = 9;

        signature.Bytes.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public void A_written_signature_is_read_back() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonEmptyArray<byte>>(),
                bytes =>
                    Signature.TryParse(new Signature(bytes.Get).Hex, out var read)
                    && read.Bytes.SequenceEqual(bytes.Get)
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("abc")]
    [InlineData("zz")]
    [InlineData("0x00")]
    [InlineData("00 11")]
    [InlineData(" 00")]
    [InlineData("00\n")]
    [InlineData("null")]
    public void Any_other_text_is_rejected(string? text)
    {
        Signature.TryParse(text, out var signature).Should().BeFalse();

        signature.Should().BeNull();
    }

    [Theory]
    [InlineData(Signature.MaxSize, true)]
    [InlineData(Signature.MaxSize + 1, false)]
    public void The_length_is_limited(int bytes, bool isRead) =>
        Signature.TryParse(new string('a', 2 * bytes), out _).Should().Be(isRead);
}
