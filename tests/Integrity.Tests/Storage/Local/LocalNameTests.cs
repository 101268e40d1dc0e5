using System.Text;
using Integrity.Storage.Local;

namespace Integrity.Tests.Storage.Local;

/// <summary>Every file name is decoded to text and encoded to the same bytes again.</summary>
public sealed class LocalNameTests
{
    [Theory]
    [InlineData("61")]
    [InlineData("C3A9")]
    [InlineData("F09F9491")]
    [InlineData("FF")]
    [InlineData("61FF62")]
    [InlineData("80")]
    [InlineData("C3")]
    [InlineData("EDA080")]
    [InlineData("EDB380")]
    [InlineData("F4908080")]
    [InlineData("0AC0801B5B316D")]
    public void Decoded_bytes_are_encoded_unchanged(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var encoded = new byte[LocalName.MaxEncoded];

        var length = LocalName.Encode(LocalName.Decode(bytes), encoded);

        Convert.ToHexString(encoded.AsSpan(0, length)).Should().Be(hex);
    }

    [Fact]
    public void Different_bytes_are_decoded_to_different_texts() =>
        Enumerable
            .Range(0x80, 0x80)
            .Select(b => LocalName.Decode([(byte)b]))
            .Append("\ufffd")
            .Append("\u0080")
            .Should()
            .OnlyHaveUniqueItems();

    [Fact]
    public void A_valid_UTF_8_name_is_decoded_as_UTF_8() =>
        LocalName.Decode(Encoding.UTF8.GetBytes("é😀\ufffd")).Should().Be("é😀\ufffd");

    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDC7F)]
    [InlineData(0xDD00)]
    public void Other_lone_surrogates_cannot_be_encoded(int surrogate) =>
        LocalName.Encode($"a{(char)surrogate}", new byte[LocalName.MaxEncoded]).Should().Be(-1);

    [Theory]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a\0", false)]
    [InlineData("...", true)]
    [InlineData("a\nb", true)]
    public void A_name_leads_neither_up_nor_elsewhere(string text, bool isName) =>
        LocalName.IsName(text).Should().Be(isName);
}
