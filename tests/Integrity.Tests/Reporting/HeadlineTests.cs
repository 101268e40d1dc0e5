using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Reporting.Html;

namespace Integrity.Tests.Reporting;

/// <summary>The sentence that gets quoted. It must be true, whole and readable without this program.</summary>
public sealed class HeadlineTests
{
    private static readonly ReportTally None = new(0, 0, 0);

    [Fact]
    public void Invalid_says_how_many_of_how_many() => Of(ReportSample.Invalid()).Should().Be("Invalid: 1 of 12 log files and 1 of 6 digest files are not what was delivered.");

    [Fact]
    public void Incomplete_says_how_much_is_not_covered() => Of(ReportSample.Incomplete()).Should().Be("Incomplete: 2 h of 6 h are not covered by any digest file.");

    [Fact]
    public void Valid_says_what_was_checked() => Of(ReportSample.Valid()).Should().Be("Valid: all 12 log files and all 6 digest files are what was delivered; no hour is missing between them.");

    [Fact]
    public void One_invalid_file_is_told_in_the_singular() => Of(Counting(Verdict.Invalid, ReportSample.Counts(new(6, 0, 0), new(11, 1, 0)))).Should().Be("Invalid: 1 of 12 log files is not what was delivered.");

    [Fact]
    public void Backfill_digest_files_are_told_apart() => Of(Counting(Verdict.Invalid, ReportSample.Counts(new(6, 0, 0), None, backfill: new(1, 2, 0))))
        .Should().Be("Invalid: 2 of 3 backfill digest files are not what was delivered.");

    [Fact]
    public void Large_numbers_can_be_read() => Of(Counting(Verdict.Invalid, ReportSample.Counts(new(8_760, 0, 0), new(1_000_000, 1234, 0))))
        .Should().Be("Invalid: 1,234 of 1,001,234 log files are not what was delivered.");

    [Fact]
    public void What_is_invalid_does_not_hide_what_is_missing() => Headline.Besides(Counting(Verdict.Invalid, ReportSample.Counts(new(5, 1, 0), new(9, 0, 3), ranges: 1, hours: 2)))
        .Should().Equal("2 h of 6 h are not covered by any digest file.", "3 of 12 log files could not be checked.");

    [Fact]
    public void What_could_not_be_checked_is_told() => Of(Counting(Verdict.Incomplete, ReportSample.Counts(new(5, 0, 1), new(9, 0, 3))))
        .Should().Be("Incomplete: 3 of 12 log files and 1 of 6 digest files could not be checked.");

    [Fact]
    public void No_digest_file_at_all_is_told_as_such() => Of(Counting(Verdict.Incomplete, ReportSample.Counts(None, None, ranges: 1, hours: 6)))
        .Should().Be("Incomplete: no digest file was found, so nothing was checked.");

    [Fact]
    public void A_verification_that_was_ended_early_is_told_as_such() => Of(Counting(Verdict.Incomplete, ReportSample.Counts(new(2, 0, 0), None)) with { IsInterrupted = true })
        .Should().Be("Incomplete: the verification was interrupted, and nothing is said of what it had not reached.");

    [Fact]
    public void In_one_line_nothing_is_left_out() => Headline.InFull(Counting(Verdict.Invalid, ReportSample.Counts(new(5, 1, 0), new(9, 0, 3), ranges: 1, hours: 2)))
        .Should().Be("Invalid: 1 of 6 digest files is not what was delivered. 2 h of 6 h are not covered by any digest file. 3 of 12 log files could not be checked.");

    [Fact]
    public void Of_one_chain_it_says_what_is_of_that_chain()
    {
        var chain = ReportSample.Chain("eu-west-1", 6) with { Verdict = Verdict.Invalid, Counts = ReportSample.Counts(new(6, 0, 0), new(1, 1, 0)) };

        Headline.InFull(ReportSample.Incomplete(), chain).Should().Be("Invalid: 1 of 2 log files is not what was delivered.");
    }

    [Fact]
    public void With_several_chains_the_time_is_that_of_all() => Of(ReportSample.Document(6, Verdict.Incomplete, [ReportSample.Chain("us-east-2", 6), ReportSample.Chain("eu-west-1", 6)]) with
    {
        Total = ReportSample.Counts(new(9, 0, 0), None, ranges: 1, hours: 3),
    }).Should().Be("Incomplete: 3 h of 12 h (6 h in each of 2 chains) are not covered by any digest file.");

    [Fact]
    public void Valid_digest_files_without_log_files_are_no_claim_about_log_files() => Of(Counting(Verdict.Valid, ReportSample.Counts(new(6, 0, 0), None)))
        .Should().Be("Valid: all 6 digest files are what was delivered; no hour is missing between them.");

    [Theory]
    [InlineData(Verdict.Invalid, "Invalid: something is not what was delivered.")]
    [InlineData(Verdict.Incomplete, "Incomplete: not everything could be checked.")]
    public void A_stored_report_whose_counts_do_not_say_why_keeps_its_verdict(Verdict verdict, string sentence) =>
        Of(Counting(verdict, ReportSample.Counts(new(1, 0, 0), None))).Should().Be(sentence);

    [Fact]
    public void A_verdict_that_does_not_exist_is_never_put_into_words()
    {
        var say = () => Of(Counting((Verdict)7, ReportSample.Counts(new(1, 0, 0), None)));

        say.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static string Of(ReportDocument document) => Headline.Of(document);

    private static ReportDocument Counting(Verdict verdict, ReportCounts total) => ReportSample.Valid() with { Verdict = verdict, Total = total };
}
