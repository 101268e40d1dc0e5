using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;

namespace Integrity.Tests.Digests;

public sealed class UtcTimeTests
{
    [Fact]
    public void A_time_is_written_in_the_format_of_digests() =>
        UtcTime.Format(new DateTimeOffset(2015, 8, 17, 14, 1, 31, TimeSpan.Zero)).Should().Be("2015-08-17T14:01:31Z");

    [Fact]
    public void A_time_with_an_offset_is_written_in_UTC() =>
        UtcTime
            .Format(new DateTimeOffset(2015, 8, 17, 23, 1, 31, TimeSpan.FromHours(9)))
            .Should()
            .Be("2015-08-17T14:01:31Z");

    [Fact]
    public void Fractions_of_a_second_are_truncated() =>
        UtcTime
            .Format(new DateTimeOffset(2015, 12, 31, 23, 59, 59, 999, TimeSpan.Zero))
            .Should()
            .Be("2015-12-31T23:59:59Z");

    [Fact]
    public void A_written_time_from_1970_to_9998_is_read_back_to_the_second() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<DateTimeOffset>().Filter(time => time.UtcDateTime.Year is >= 1970 and <= 9998),
                time =>
                    UtcTime.TryParse(UtcTime.Format(time), out var read)
                    && read.Offset == TimeSpan.Zero
                    && read.UtcTicks == time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond)
            )
            .QuickCheckThrowOnFailure();

    /// <summary>
    /// Compares with the framework's parser on texts with invalid dates, unusual digits and wrong separators.
    /// </summary>
    [Fact]
    public void Characters_and_bytes_are_parsed_as_the_framework_parses_them() =>
        Prop.ForAll(
                Texts.ToArbitrary(),
                text =>
                {
                    var expected =
                        DateTimeOffset.TryParseExact(
                            text,
                            "yyyy-MM-dd'T'HH:mm:ss'Z'",
                            CultureInfo.InvariantCulture,
                            DateTimeStyles.AssumeUniversal,
                            out var time
                        ) && time.Year is >= 1970 and <= 9998
                            ? time
                            : (DateTimeOffset?)null;
                    DateTimeOffset? characters = UtcTime.TryParse(text, out var a) ? a : null;
                    DateTimeOffset? bytes = UtcTime.TryParse(Encoding.Latin1.GetBytes(text), out var b) ? b : null;
                    return characters == expected && bytes == expected;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    private static Gen<string> Texts =>
        from year in Gen.OneOf(Gen.Choose(1960, 2040), Gen.Choose(9990, 9999))
        from fields in Gen.ArrayOf(Gen.Choose(0, 62), 5)
        from isWellFormed in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from position in Gen.Choose(0, 19)
        from character in Gen.Elements('0', '9', '/', ':', '-', 'T', 'Z', ' ', '\0', 'é', '\u00b2')
        select Text(
            year,
            [(fields[0] % 14), (fields[1] % 33), (fields[2] % 26), fields[3], fields[4]],
            isWellFormed ? null : (position, character)
        );

    private static string Text(int year, int[] fields, (int Position, char Character)? odd)
    {
        var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{year:D4}-{fields[0]:D2}-{fields[1]:D2}T{fields[2]:D2}:{fields[3]:D2}:{fields[4]:D2}Z"
            )
            .ToCharArray();
        if (odd is var (position, character))
            text[position] = character;
        return new string(text);
    }

    [Theory]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("9999-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void A_time_outside_1970_to_9998_is_rejected(string text) =>
        UtcTime.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("2015-08-17")]
    [InlineData("2015-08-17T14:01:31")]
    [InlineData("2015-08-17t14:01:31z")]
    [InlineData("2015-08-17 14:01:31Z")]
    [InlineData("2015-08-17T14:01:31.000Z")]
    [InlineData("2015-08-17T14:01:31+00:00")]
    [InlineData("2015-8-17T14:01:31Z")]
    [InlineData(" 2015-08-17T14:01:31Z")]
    [InlineData("2015-08-17T14:01:31Z ")]
    [InlineData("2015-08-17T14:01:31Z\n")]
    [InlineData("2015-08-17T14:01:31Z\0")]
    [InlineData("2015-02-29T14:01:31Z")]
    [InlineData("2015-08-17T24:00:00Z")]
    [InlineData("2015-08-17T14:01:60Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("٢٠١٥-08-17T14:01:31Z")]
    [InlineData("20150817T140131Z")]
    public void Any_other_text_is_rejected(string text) => UtcTime.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void A_leap_day_is_accepted() => UtcTime.TryParse("2016-02-29T00:00:00Z", out _).Should().BeTrue();
}
