using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity.Tests.Reporting;

/// <summary>The first line that anybody reads: it says what came out, and how much of it.</summary>
public sealed class VerdictSentenceTests
{
    private static readonly ReportTally None = new(0, 0, 0);

    [Fact]
    public void Valid_says_of_how_much() => Of(Verdict.Valid, logFiles: new(12, 0, 0), digests: new(6, 0, 0)).Should().Be(
        "Valid: 12 log files and 6 digest files are what was delivered, and digest files cover the whole range.");

    [Fact]
    public void One_that_is_invalid_is_one() => Of(Verdict.Invalid, logFiles: new(11, 1, 0), digests: new(6, 0, 0)).Should().Be(
        "Invalid: 1 of 12 log files is not what was delivered.");

    [Fact]
    public void Invalid_names_each_kind() => Of(Verdict.Invalid, logFiles: new(11, 1, 0), digests: new(5, 1, 0), backfill: new(0, 1, 0)).Should().Be(
        "Invalid: 1 of 12 log files, 1 of 6 digest files and 1 of 1 backfill digest file are not what was delivered.");

    [Fact]
    public void What_is_open_besides_is_not_hidden_behind_what_is_invalid() => Of(Verdict.Invalid, logFiles: new(10, 1, 1), digests: new(4, 0, 2), seconds: 7200).Should().Be(
        "Invalid: 1 of 12 log files is not what was delivered. Besides, 1 of 12 log files and 2 of 6 digest files could not be checked, and 2 h of the range are not covered by verified digest files.");

    [Fact]
    public void Incomplete_never_reads_like_valid() => Of(Verdict.Incomplete, logFiles: new(8, 0, 0), digests: new(4, 0, 0), seconds: 7200).Should().Be(
        "Incomplete: nothing was found that is not what was delivered, but 2 h of the range are not covered by verified digest files.");

    [Fact]
    public void One_object_that_could_not_be_checked() => Of(Verdict.Incomplete, logFiles: new(1499, 0, 1), digests: None).Should().Be(
        "Incomplete: nothing was found that is not what was delivered, but 1 of 1,500 log files could not be checked.");

    [Fact]
    public void Nothing_checked_is_told_as_such() => Of(Verdict.Incomplete, None, None, seconds: 90).Should().Be(
        "Incomplete: nothing was checked; 1 min 30 s of the range are not covered by verified digest files.");

    [Fact]
    public void Nothing_at_all_is_told_as_such() => Of(Verdict.Incomplete, None, None).Should().Be("Incomplete: nothing was checked.");

    [Fact]
    public void A_run_that_was_interrupted_says_so() => VerdictSentence.Of(Documents.Of() with { Verdict = Verdict.Incomplete, IsInterrupted = true }).Should().EndWith(
        " The verification was interrupted: nothing is said of what it had not reached.");

    private static string Of(Verdict verdict, ReportTally logFiles, ReportTally digests, ReportTally? backfill = null, long seconds = 0) =>
        VerdictSentence.Of(verdict, new ReportCounts(digests, backfill ?? None, logFiles, None, seconds > 0 ? 1 : 0, seconds));
}
