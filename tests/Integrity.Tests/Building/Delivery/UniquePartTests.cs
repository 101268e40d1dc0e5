using FsCheck;
using FsCheck.Fluent;
using Integrity.Building.Delivery;
using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Tests.Building.Delivery;

public sealed class UniquePartTests
{
    [Fact]
    public void A_written_part_is_read_back() =>
        Prop.ForAll<uint, ulong>(
                (order, content) =>
                {
                    var part = new UniquePart(order % UniquePart.MaxOrder, content);
                    return part.ToString() is { Length: LogFilePath.UniqueLength } text
                        && text.All(char.IsAsciiLetterOrDigit)
                        && UniquePart.TryParse(text, out var read)
                        && read == part;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Parts_sort_by_their_order() =>
        Prop.ForAll<uint, uint, ulong>(
                (a, b, content) =>
                {
                    (a, b) = (a % UniquePart.MaxOrder, b % UniquePart.MaxOrder);
                    return a == b
                        || a < b
                            == string.CompareOrdinal(
                                new UniquePart(a, content).ToString(),
                                new UniquePart(b, ~content).ToString()
                            ) < 0;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void There_are_more_orders_than_ticks_in_a_minute() =>
        ((long)UniquePart.MaxOrder).Should().BeGreaterThan(TimeSpan.TicksPerMinute);

    [Fact]
    public void The_content_part_is_the_start_of_the_hash() =>
        // Computed with: printf a | sha256sum
        UniquePart.ContentOf(Sha256Hash.Of("a"u8)).Should().Be(0xca978112ca1bbdca);

    [Theory]
    [InlineData("")]
    [InlineData("00000000000000-0")]
    [InlineData("00000zzzzzzzzzzz")]
    [InlineData("00000000000000000")]
    public void Any_other_text_is_rejected(string unique) => UniquePart.TryParse(unique, out _).Should().BeFalse();
}
