using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;

namespace Integrity.Tests.Digests;

public sealed class Sha256HashTests
{
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void The_hash_of_abc_is_the_one_in_the_standard() => Sha256Hash.Of("abc"u8).ToString().Should().Be(OfAbc);

    [Fact]
    public void Upper_and_lower_case_denote_the_same_hash()
    {
        Sha256Hash.TryParse(OfAbc.ToUpperInvariant(), out var upper).Should().BeTrue();

        upper.Should().Be(Sha256Hash.Of("abc"u8));
        upper.ToString().Should().Be(OfAbc);
    }

    [Fact]
    public void Leading_zeros_are_written() => new Sha256Hash(new byte[32]).ToString().Should().Be(new string('0', 64));

    [Fact]
    public void A_written_hash_is_read_back() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                content =>
                    Sha256Hash.TryParse(Sha256Hash.Of(content ?? []).ToString(), out var read)
                    && read == Sha256Hash.Of(content ?? [])
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Changing_any_byte_gives_a_different_hash()
    {
        var bytes = new byte[Sha256Hash.Size];
        var hash = new Sha256Hash(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] = 1;
            new Sha256Hash(changed).Should().NotBe(hash, "byte {0} counts", i);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ba7816bf")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ag")]
    [InlineData(" a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015")]
    public void Any_other_text_is_rejected(string text) => Sha256Hash.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void A_wrong_number_of_bytes_throws()
    {
        var make = () => new Sha256Hash(Encoding.ASCII.GetBytes("too short"));

        make.Should().Throw<ArgumentException>().WithMessage("a SHA-256 hash has 32 bytes, not 9*");
    }
}
