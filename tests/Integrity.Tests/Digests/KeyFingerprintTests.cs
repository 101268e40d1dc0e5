using Integrity.Digests;

namespace Integrity.Tests.Digests;

public sealed class KeyFingerprintTests
{
    [Fact]
    public void The_fingerprint_is_the_MD5_of_the_bytes() =>
        KeyFingerprint.Of("abc"u8).Hex.Should().Be("900150983cd24fb0d6963f7d28e17f72");

    [Fact]
    public void Upper_and_lower_case_denote_the_same_fingerprint()
    {
        KeyFingerprint.TryParse("31E8B5433410DFB61A9DC45CC65B22FF", out var upper).Should().BeTrue();
        KeyFingerprint.TryParse("31e8b5433410dfb61a9dc45cc65b22ff", out var lower).Should().BeTrue();

        upper.Should().Be(lower);
        upper!.ToString().Should().Be("31e8b5433410dfb61a9dc45cc65b22ff");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("31e8b5433410dfb61a9dc45cc65b22f")]
    [InlineData("31e8b5433410dfb61a9dc45cc65b22ff0")]
    [InlineData("31e8b5433410dfb61a9dc45cc65b22fg")]
    [InlineData("31:e8:b5:43:34:10:df:b6:1a:9d:c4")]
    [InlineData("31e8b5433410dfb61a9dc45cc65b22f\n")]
    [InlineData("３1e8b5433410dfb61a9dc45cc65b22ff")]
    public void Any_other_text_is_rejected(string? text)
    {
        KeyFingerprint.TryParse(text, out var fingerprint).Should().BeFalse();

        fingerprint.Should().BeNull();
    }
}
