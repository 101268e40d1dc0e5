using FsCheck;
using FsCheck.Fluent;
using Integrity.Building.Delivery;
using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Tests.Building.Delivery;

public sealed class UniquePartTests
{
    [Fact]
    public void What_is_written_is_read_back() =>
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
    public void It_sorts_by_its_order() =>
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
    public void A_minute_has_fewer_units_than_there_are_orders() =>
        ((long)UniquePart.MaxOrder).Should().BeGreaterThan(TimeSpan.TicksPerMinute);

    [Fact]
    public void The_content_part_is_the_beginning_of_the_hash() =>
        // printf a | sha256sum
        UniquePart.ContentOf(Sha256Hash.Of("a"u8)).Should().Be(0xca978112ca1bbdca);

    [Theory]
    [InlineData("")]
    [InlineData("00000000000000-0")]
    [InlineData("00000zzzzzzzzzzz")]
    [InlineData("00000000000000000")]
    public void What_cannot_be_ours_is_not_read(string unique) => UniquePart.TryParse(unique, out _).Should().BeFalse();
}
