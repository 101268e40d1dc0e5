using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Reporting.Html;

namespace Integrity.Tests.Reporting;

/// <summary>The sentence that people quote. It must be true, complete and readable on its own.</summary>
public sealed class HeadlineTests
{
    private static readonly ReportTally None = new(0, 0, 0);

    [Fact]
    public void Invalid_states_how_many_of_how_many() =>
        Of(ReportSample.Invalid())
            .Should()
            .Be("Invalid: 1 of 12 log files and 1 of 6 digest files failed verification.");

    [Fact]
    public void Incomplete_states_how_much_is_not_covered() =>
        Of(ReportSample.Incomplete()).Should().Be("Incomplete: 2 h of 6 h are not covered by any digest file.");

    [Fact]
    public void Valid_states_what_was_checked() =>
        Of(ReportSample.Valid())
            .Should()
            .Be(
                "Valid: all 12 log files and all 6 digest files are unchanged since delivery, with no hour missing "
                    + "between them."
            );

    [Fact]
    public void A_single_invalid_file_is_counted() =>
        Of(Counting(Verdict.Invalid, ReportSample.Counts(new(6, 0, 0), new(11, 1, 0))))
            .Should()
            .Be("Invalid: 1 of 12 log files failed verification.");

    [Fact]
    public void Backfill_digest_files_are_counted_separately() =>
        Of(Counting(Verdict.Invalid, ReportSample.Counts(new(6, 0, 0), None, backfill: new(1, 2, 0))))
            .Should()
            .Be("Invalid: 2 of 3 backfill digest files failed verification.");

    [Fact]
    public void Large_numbers_have_separators() =>
        Of(Counting(Verdict.Invalid, ReportSample.Counts(new(8_760, 0, 0), new(1_000_000, 1234, 0))))
            .Should()
            .Be("Invalid: 1,234 of 1,001,234 log files failed verification.");

    [Fact]
    public void An_invalid_verdict_still_mentions_what_is_missing() =>
        Headline
            .Caveats(Counting(Verdict.Invalid, ReportSample.Counts(new(5, 1, 0), new(9, 0, 3), ranges: 1, hours: 2)))
            .Should()
            .Equal("2 h of 6 h are not covered by any digest file.", "3 of 12 log files could not be checked.");

    [Fact]
    public void Unchecked_files_are_counted() =>
        Of(Counting(Verdict.Incomplete, ReportSample.Counts(new(5, 0, 1), new(9, 0, 3))))
            .Should()
            .Be("Incomplete: 3 of 12 log files and 1 of 6 digest files could not be checked.");

    [Fact]
    public void Finding_no_digest_file_is_stated() =>
        Of(Counting(Verdict.Incomplete, ReportSample.Counts(None, None, ranges: 1, hours: 6)))
            .Should()
            .Be("Incomplete: no digest file was found, so nothing was checked.");

    [Fact]
    public void An_interrupted_verification_is_stated() =>
        Of(Counting(Verdict.Incomplete, ReportSample.Counts(new(2, 0, 0), None)) with { IsInterrupted = true })
            .Should()
            .Be("Incomplete: the verification was interrupted before it reached the end.");

    [Fact]
    public void The_one_line_form_contains_all_caveats() =>
        Headline
            .InFull(Counting(Verdict.Invalid, ReportSample.Counts(new(5, 1, 0), new(9, 0, 3), ranges: 1, hours: 2)))
            .Should()
            .Be(
                "Invalid: 1 of 6 digest files failed verification. 2 h of 6 h are not covered by any digest file. 3 of "
                    + "12 log files could not be checked."
            );

    [Fact]
    public void For_a_single_chain_only_its_counts_appear()
    {
        var chain = ReportSample.Chain("eu-west-1", 6) with
        {
            Verdict = Verdict.Invalid,
            Counts = ReportSample.Counts(new(6, 0, 0), new(1, 1, 0)),
        };

        Headline.InFull(ReportSample.Incomplete(), chain).Should().Be("Invalid: 1 of 2 log files failed verification.");
    }

    [Fact]
    public void Time_of_several_chains_is_added_up() =>
        Of(
                ReportSample.Document(
                    6,
                    Verdict.Incomplete,
                    [ReportSample.Chain("us-east-2", 6), ReportSample.Chain("eu-west-1", 6)]
                ) with
                {
                    Total = ReportSample.Counts(new(9, 0, 0), None, ranges: 1, hours: 3),
                }
            )
            .Should()
            .Be("Incomplete: 3 h of 12 h (6 h in each of 2 chains) are not covered by any digest file.");

    [Fact]
    public void Without_log_files_the_sentence_does_not_mention_them() =>
        Of(Counting(Verdict.Valid, ReportSample.Counts(new(6, 0, 0), None)))
            .Should()
            .Be("Valid: all 6 digest files are unchanged since delivery, with no hour missing between them.");

    [Theory]
    [InlineData(Verdict.Invalid, "Invalid: something failed verification.")]
    [InlineData(Verdict.Incomplete, "Incomplete: not everything could be checked.")]
    public void A_saved_report_whose_counts_do_not_explain_the_verdict_keeps_it(Verdict verdict, string sentence) =>
        Of(Counting(verdict, ReportSample.Counts(new(1, 0, 0), None))).Should().Be(sentence);

    [Fact]
    public void An_undefined_verdict_throws()
    {
        var say = () => Of(Counting((Verdict)7, ReportSample.Counts(new(1, 0, 0), None)));

        say.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static string Of(ReportDocument document) => Headline.Of(document);

    private static ReportDocument Counting(Verdict verdict, ReportCounts total) =>
        ReportSample.Valid() with
        {
            Verdict = verdict,
            Total = total,
        };
}
