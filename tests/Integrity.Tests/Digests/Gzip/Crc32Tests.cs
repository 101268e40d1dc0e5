using System.Text;
using Integrity.Digests.Gzip;

namespace Integrity.Tests.Digests.Gzip;

public class Crc32Tests
{
    private const int MaxLength = 2048;

    private static readonly byte[] Data = GzipSamples.Random(MaxLength + 16, seed: 1);

    private delegate uint Update(uint register, ReadOnlySpan<byte> data);

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void The_checksum_of_a_known_text_is_the_published_one(string text, uint expected) =>
        Crc32.Update(0, Encoding.ASCII.GetBytes(text)).Should().Be(expected);

    [Fact]
    public void The_checksum_of_a_megabyte_of_zeros_is_the_published_one() =>
        Crc32.Update(0, new byte[1 << 20]).Should().Be(0xA738EA1C);

    [Fact]
    public void Two_calls_give_the_checksum_of_one_call_at_any_split()
    {
        var whole = Crc32.Update(0, Data);
        for (var split = 0; split <= Data.Length; split++)
        {
            Crc32.Update(Crc32.Update(0, Data.AsSpan(0, split)), Data.AsSpan(split)).Should().Be(whole);
        }
    }

    [Fact]
    public void Every_length_at_every_offset_gives_the_checksum_of_the_definition() =>
        Check((register, data) => ~Crc32.Update(~register, data), 0);

    [Fact]
    public void The_table_implementation_gives_the_checksum_of_the_definition() => Check(Crc32Slicing.Update, 0);

    [Fact]
    public void Folding_128_bits_gives_the_checksum_of_the_definition()
    {
        if (System.Runtime.Intrinsics.X86.Pclmulqdq.IsSupported)
        {
            Check(Crc32Folding.Update128, 64);
        }
    }

    [Fact]
    public void Folding_256_bits_gives_the_checksum_of_the_definition()
    {
        if (System.Runtime.Intrinsics.X86.Pclmulqdq.V256.IsSupported)
        {
            Check(Crc32Folding.Update256, 128);
        }
    }

    [Fact]
    public void Folding_512_bits_gives_the_checksum_of_the_definition()
    {
        if (System.Runtime.Intrinsics.X86.Pclmulqdq.V512.IsSupported)
        {
            Check(Crc32Folding.Update512, 256);
        }
    }

    private static void Check(Update update, int minLength)
    {
        for (var offset = 0; offset < 16; offset++)
        {
            var register = 0xFFFFFFFF;
            for (var length = 0; length <= MaxLength; length++)
            {
                if (length >= minLength && update(0xFFFFFFFF, Data.AsSpan(offset, length)) != register)
                {
                    Assert.Fail($"offset {offset}, length {length}");
                }

                register = AddByDefinition(register, Data[offset + length - (length == MaxLength ? 1 : 0)]);
            }
        }
    }

    private static uint AddByDefinition(uint register, byte value)
    {
        register ^= value;
        for (var bit = 0; bit < 8; bit++)
        {
            register = (register & 1) == 0 ? register >> 1 : (register >> 1) ^ 0xEDB88320;
        }

        return register;
    }
}
