using Integrity.Findings;
using Integrity.Reporting;

namespace Integrity.Tests.Reporting.Html;

/// <summary>Large sample documents.</summary>
internal static partial class ReportSample
{
    /// <summary>Creates a document with modified log files, 40 per hour and chain.</summary>
    public static ReportDocument WithFindings(int count, int chains = 1)
    {
        var hours = Math.Max(1, count / chains / 40);
        var findings = Enumerable
            .Range(0, count)
            .Select(i =>
                LogFile(Start.AddHours(hours - 1 - (i / chains / 40 % hours)), $"{i:x16}") with
                {
                    Region = RegionOf(i % chains),
                }
            );
        return Document(
            hours,
            Verdict.Invalid,
            [.. Enumerable.Range(0, chains).Select(i => Chain(RegionOf(i), hours, (hours, CoverageState.Invalid)))]
        ) with
        {
            Total = Counts(digests: new(hours * chains, 0, 0), logFiles: new(1000, count, 0)),
            Findings = [.. findings],
        };
    }

    /// <summary>Creates chains of one-hour intervals, each in another state than its neighbors.</summary>
    public static ReportDocument WithIntervals(int intervals, int chains) =>
        Document(
            intervals,
            Verdict.Invalid,
            [
                .. Enumerable
                    .Range(0, chains)
                    .Select(c =>
                        Chain(
                            RegionOf(c),
                            intervals,
                            [
                                .. Enumerable
                                    .Range(0, intervals)
                                    .Select(i =>
                                        (
                                            1,
                                            (i + c) % 7 == 0 ? CoverageState.Invalid
                                            : i % 2 == 0 ? CoverageState.Valid
                                            : CoverageState.NotCovered
                                        )
                                    ),
                            ]
                        )
                    ),
            ]
        );

    /// <summary>Creates 40 chains over a year with a few problems.</summary>
    public static ReportDocument OfAYear()
    {
        const int hours = 365 * 24;
        var chains = Enumerable
            .Range(0, 40)
            .Select(i =>
                (i % 9) switch
                {
                    1 => Chain(
                        RegionOf(i),
                        hours,
                        (5000 + (i * 40), CoverageState.Valid),
                        (1, CoverageState.Invalid),
                        (hours - 5001 - (i * 40), CoverageState.Valid)
                    ),
                    4 => Chain(
                        RegionOf(i),
                        hours,
                        (1200, CoverageState.NotCovered),
                        (hours - 1200, CoverageState.Valid)
                    ),
                    6 => Chain(
                        RegionOf(i),
                        hours,
                        (3000, CoverageState.Valid),
                        (200, CoverageState.CouldNotCheck),
                        (hours - 3200, CoverageState.Valid)
                    ),
                    8 => Chain(
                        RegionOf(i),
                        hours,
                        (4000, CoverageState.Valid),
                        (900, CoverageState.NotCovered),
                        (48, CoverageState.Invalid),
                        (hours - 4948, CoverageState.Valid)
                    ),
                    _ => Chain(RegionOf(i), hours, (hours, CoverageState.Valid)),
                }
            );
        return Document(hours, Verdict.Invalid, [.. chains]) with
        {
            Total = Counts(
                digests: new(345_000, 5, 0),
                logFiles: new(1_380_000, 5, 1600),
                ranges: 9,
                hours: 4 * 1200 + 4 * 900
            ),
            Findings =
            [
                .. Enumerable
                    .Range(0, 5)
                    .Select(i =>
                        LogFile(Start.AddHours(5000 + (((9 * i) + 1) * 40)), "9xsHd4kz5uZMh1bQ") with
                        {
                            Region = RegionOf((9 * i) + 1),
                        }
                    ),
            ],
        };
    }
}
