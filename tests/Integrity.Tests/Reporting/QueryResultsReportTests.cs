using System.Text;
using Integrity.Findings;
using Integrity.QueryResults;
using Integrity.Reporting;
using Integrity.Tests.QueryResults;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reporting;

/// <summary>Reports on query results use the same document as other reports, with another subject.</summary>
public sealed class QueryResultsReportTests
{
    public static TheoryData<string> Formats => new(ReportFormat.All.Select(format => format.Extension));

    [Fact]
    public async Task The_document_states_what_was_verified_what_was_found_and_what_is_not_proved()
    {
        var query = new SavedQuery();
        query.Put("result_2.csv.gz", "changed");

        var document = await DocumentOf(query);

        document
            .QueryResults.Should()
            .Be(
                new ReportQueryResults(
                    $"s3://{SavedQuery.Bucket}/{SavedQuery.Prefix}",
                    SavedQuery.Region,
                    SavedQuery.Time("2025-05-04T22:06:30Z")
                )
            );
        (document.TrailArn, document.Requested, document.Verdict).Should().Be((null, null, Verdict.Invalid));
        (document.Total.SignFiles, document.Total.ResultFiles)
            .Should()
            .Be((new ReportTally(1, 0, 0), new ReportTally(2, 1, 0)));
        var finding = document.Findings.Should().ContainSingle().Subject;
        (finding.Code, finding.Subject, finding.Location)
            .Should()
            .Be(
                (
                    FindingCode.ResultFileHash,
                    ReportSubject.ResultFile,
                    $"s3://{SavedQuery.Bucket}/{SavedQuery.Prefix}result_2.csv.gz"
                )
            );
        document.Keys.Should().Equal(new ReportKey(SavedQuery.Region, TestKey.First.Fingerprint));
        document.NotProved.Should().Equal(QueryResultsVerifier.NotProved);
    }

    [Fact]
    public async Task A_saved_report_is_read_back_unchanged()
    {
        var query = new SavedQuery();
        query.Store.Delete(SavedQuery.At("result_1.csv.gz"));
        var document = await DocumentOf(query);

        using var stored = new MemoryStream(Written(".json", document));

        JsonReport.Read(stored).Should().BeEquivalentTo(document);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Every_format_names_the_folder_and_the_problem_but_no_trail(string format)
    {
        var query = new SavedQuery();
        query.Put("result_2.csv.gz", "changed");
        query.EditFile(0, file => file["fileName"] = "<script>alert(1)</script>\u001b");

        var text = Encoding.UTF8.GetString(Written(format, await DocumentOf(query)));

        text.Should()
            .Contain("CloudTrail-Lake/Query")
            .And.Contain("result_2.csv.gz")
            .And.Contain(format == ".md" ? "hash value" : "ResultFileHash");
        text.Should().NotContain("<script>alert").And.NotContain("\u001b").And.NotContain("no hour is missing");
    }

    [Theory]
    [InlineData(0, "Valid: all 3 query result files and the only sign file are unchanged since delivery.")]
    [InlineData(1, "Invalid: 1 of 3 query result files failed verification.")]
    [InlineData(2, "Incomplete: 1 of 3 query result files could not be checked.")]
    public async Task The_verdict_is_a_sentence(int fault, string sentence)
    {
        var query = new SavedQuery();
        if (fault == 1)
            query.Put("result_1.csv.gz", "changed");
        if (fault == 2)
            query.Store.FailOn(SavedQuery.At("result_1.csv.gz"), "access denied");

        Headline.InFull(await DocumentOf(query)).Should().Be(sentence);
    }

    [Fact]
    public async Task A_local_file_is_named_by_a_URI_with_its_name_encoded()
    {
        var query = new SavedQuery();
        query.EditFile(0, file => file["fileName"] = "../a b?#%");

        var document = await DocumentOf(query, "/evidence/query 1");

        document.QueryResults!.Folder.Should().Be("file:///evidence/query%201/");
        document.Findings[0].Location.Should().Be("file:///evidence/query%201/..%2Fa%20b%3F%23%25");
    }

    [Fact]
    public void A_saved_report_without_a_subject_is_rejected()
    {
        var document = Documents.Of() with { TrailArn = null };
        using var stored = new MemoryStream(Written(".json", document));

        stored
            .Invoking(JsonReport.Read)
            .Should()
            .Throw<FormatException>()
            .WithMessage("it names neither a trail and range nor query results");
    }

    [Fact]
    public async Task The_program_writes_all_formats()
    {
        using var scratch = new TempDirectory();
        var vector = Path.Combine(Repository.Vectors, "query-modify-file");
        var directory = Path.GetDirectoryName(
            Directory.GetFiles(vector, "result_sign.json", SearchOption.AllDirectories).Single()
        )!;

        var run = await ProgramRun.OfAsync([
            "verify-query-results",
            "--local-export-path",
            directory,
            "--keys",
            Repository.PathTo("keys"),
            "--format",
            "json",
            .. ReportFormat.All.SelectMany(format => new[] { "--report", scratch.PathTo("report" + format.Extension) }),
        ]);

        (run.ExitCode, run.Errors).Should().Be((1, ""));
        (await File.ReadAllTextAsync(scratch.PathTo("report.json"))).Should().Be(run.Output.TrimEnd('\n'));
        scratch.State().Keys.Should().HaveCount(ReportFormat.All.Count);
    }

    private static async Task<ReportDocument> DocumentOf(SavedQuery query, string? localFolder = null)
    {
        var report = new QueryResultsSummary();
        var collector = new QueryResultsCollector(report, query.Request, localFolder);
        foreach (var result in await query.VerifyAsync())
        {
            report.Add(result);
            collector.Add(result);
        }
        return collector.ToDocument(
            new ReportTool("ctverify", "0.1.0", "ctverify verify-query-results"),
            new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero)
        );
    }

    private static byte[] Written(string format, ReportDocument document)
    {
        using var stream = new MemoryStream();
        ReportFormat.ForPath("report" + format)!.Write(document, stream);
        return stream.ToArray();
    }
}
