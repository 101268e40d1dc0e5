using System.Text;
using System.Xml;
using System.Xml.Linq;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Reporting.Html;

namespace Integrity.Tests.Reporting;

/// <summary>
/// JUnit XML as CI servers read it. All green must mean valid, and text from the bucket must not end a tag.
/// </summary>
public sealed class JunitReportTests
{
    private static readonly ReportTally None = new(0, 0, 0);

    public static TheoryData<string> HostilePaths => Documents.HostilePaths;

    [Fact]
    public void Valid_files_are_one_passing_case_with_counts()
    {
        var @case = Cases(Documents.Of()).Should().ContainSingle().Subject;

        @case.Attribute("name")!.Value.Should().Be("Valid: 6 digest files, 12 log files");
        @case.Attribute("classname")!.Value.Should().Be("ctverify.111122223333.us-east-2");
        @case.Elements().Should().BeEmpty();
    }

    [Fact]
    public void Invalid_is_a_failure_and_could_not_check_is_an_error()
    {
        var cases = Cases(
            Documents.Of(
                Documents.Digest("d", FindingCode.DigestUnreadable, "access denied") with
                {
                    Hint = "allow s3:GetObject",
                },
                Documents.LogFile("l") with
                {
                    Expected = "aa",
                    Actual = "bb",
                }
            )
        );

        cases
            .Select(c => (string)c.Attribute("name")!)
            .Should()
            .Equal(
                "Log file s3://amzn-s3-demo-bucket/l",
                "Digest file s3://amzn-s3-demo-bucket/d",
                "Valid: 5 digest files, 11 log files"
            );
        cases[0]
            .Elements()
            .Single()
            .Should()
            .Be(
                new XElement(
                    "failure",
                    new XAttribute("message", "hash value doesn't match (expected aa, found bb)"),
                    new XAttribute("type", "LogFileHash"),
                    "LogFileHash: hash value doesn't match (expected aa, found bb)\n"
                )
            );
        cases[1]
            .Elements()
            .Single()
            .Should()
            .Be(
                new XElement(
                    "error",
                    new XAttribute("message", "access denied"),
                    new XAttribute("type", "DigestUnreadable"),
                    "DigestUnreadable: access denied\nhint: allow s3:GetObject\n"
                )
            );
    }

    [Fact]
    public void All_findings_on_an_object_are_one_case_because_only_the_first_of_equal_names_is_read()
    {
        var cases = Cases(
            Documents.Of(
                Documents.LogFile("a", FindingCode.LogFileAlgorithm, "unknown"),
                Documents.Digest("d"),
                Documents.LogFile("a")
            )
        );

        cases.Select(c => (string)c.Attribute("name")!).Should().OnlyHaveUniqueItems();
        cases[0]
            .Element("failure")!
            .Value.Should()
            .Be("LogFileHash: hash value doesn't match\nLogFileAlgorithm: unknown\n");
    }

    [Fact]
    public void Object_paths_that_differ_only_at_the_end_are_two_cases()
    {
        var path = new string('k', 1023);

        Cases(Documents.Of(Documents.LogFile($"{path}a"), Documents.LogFile($"{path}b")))
            .Select(c => (string)c.Attribute("name")!)
            .Should()
            .OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_suite_counts_its_cases_and_names_trail_and_range()
    {
        var suite = Suites(Documents.Of(Documents.LogFile("l"), Documents.Digest("d", FindingCode.DigestUnreadable)))
            .Single();

        Attributes(suite, "name", "tests", "failures", "errors", "timestamp")
            .Should()
            .Equal("111122223333 us-east-2", "3", "1", "1", "2025-05-05T10:00:00");
        suite
            .Element("properties")!
            .Elements()
            .ToDictionary(p => (string)p.Attribute("name")!, p => (string)p.Attribute("value")!, StringComparer.Ordinal)
            .Should()
            .Contain(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["trail"] = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
                    ["requested"] = "2025-05-04T10:00:00Z to 2025-05-04T16:00:00Z",
                    ["verdict"] = "Invalid",
                }
            );
    }

    [Fact]
    public void The_output_follows_both_common_schemas()
    {
        var suite = Suites(Documents.Of(Documents.LogFile("l"))).Single();

        suite
            .Attributes()
            .Select(a => a.Name.LocalName)
            .Should()
            .Equal("name", "package", "id", "timestamp", "hostname", "tests", "failures", "errors", "time");
        suite
            .Elements()
            .Select(e => e.Name.LocalName)
            .Should()
            .Equal("properties", "testcase", "testcase", "system-out", "system-err");
        suite
            .Elements("testcase")
            .Should()
            .OnlyContain(c =>
                c.Attributes().Select(a => a.Name.LocalName).SequenceEqual(new[] { "name", "classname", "time" })
                && c.Elements().Count() <= 1
            );
        suite
            .Descendants("failure")
            .Should()
            .OnlyContain(f =>
                f.Attributes().Select(a => a.Name.LocalName).SequenceEqual(new[] { "message", "type" })
                && !f.HasElements
            );
        suite.Document!.Root!.Attributes().Should().BeEmpty();
    }

    [Fact]
    public void An_interrupted_run_is_never_all_green() =>
        Suites(Documents.Of() with { IsInterrupted = true })[0]
            .Descendants("error")
            .Single()
            .Value.Should()
            .Contain("interrupted");

    [Fact]
    public void A_run_that_checked_nothing_is_never_all_green() =>
        Suites(
                Documents.Of() with
                {
                    Verdict = Verdict.Incomplete,
                    Chains = [],
                    Total = new ReportCounts(None, None, None, None, 0, 0),
                }
            )
            .Single()
            .Descendants("error")
            .Single()
            .Value.Should()
            .Be("Incomplete: no digest file was found, so nothing was checked.");

    [Fact]
    public void A_chain_whose_findings_are_not_shown_is_never_all_green()
    {
        var chain = Documents.Chain(
            "eu-west-1",
            Verdict.Invalid,
            new ReportCounts(new(1, 1, 0), None, None, None, 0, 0)
        );

        Suites(Documents.Of() with { Verdict = Verdict.Invalid, Chains = [chain], FindingsLeftOut = 1 })
            .Single()
            .Element("testcase")!
            .Element("failure")!
            .Value.Should()
            .Be("Invalid: 1 of 2 digest files failed verification.");
    }

    [Theory]
    [MemberData(nameof(HostilePaths))]
    public void A_hostile_path_stays_text(string path)
    {
        var document = Documents.Of(Documents.Hostile(path)) with
        {
            TrailArn = path,
            Bundle = new ReportBundle(path, BundleSignatureState.Verified, path),
            Fetch = ReportSample.Fetch(path),
        };
        document = document with
        {
            Chains = [document.Chains[0] with { Region = path }],
            Findings = [document.Findings[0] with { Region = path }],
        };

        var cases = Cases(document);

        cases.Should().HaveCount(2);
        cases[0]
            .Attribute("name")!
            .Value.Should()
            .StartWith("Log file s3://amzn-s3-demo-bucket/")
            .And.NotContainAny("\u202e", "\u001b", "\n", "\ufffe", "\u200b");
        cases[0].Elements().Single().Name.LocalName.Should().Be("error");
    }

    [Fact]
    public void Of_too_many_findings_the_worst_are_shown_and_the_rest_are_counted()
    {
        var text = Documents.Text(JunitReport.Write, Documents.Large());
        var suite = XDocument.Parse(text).Descendants("testsuite").Single();

        Encoding.UTF8.GetByteCount(text).Should().BeLessThan(30_000_000);
        Attributes(suite, "tests", "failures", "errors").Should().Equal("10000", "10000", "0");
        suite.Element("system-out")!.Value.Should().Contain("90007 more findings are not shown");
    }

    [Fact]
    public void Long_hostile_paths_keep_the_file_below_the_size_limit()
    {
        using var stream = new MemoryStream();

        JunitReport.Write(
            Documents.Of([.. Enumerable.Range(0, 3000).Select(i => Documents.Hostile($"{i}{new string('"', 1000)}"))]),
            stream
        );

        stream.Length.Should().BeLessThan(30_000_000);
    }

    [Fact]
    public void The_same_document_gives_the_same_bytes() =>
        Documents
            .Text(JunitReport.Write, Documents.Of(Documents.LogFile("a")))
            .Should()
            .Be(Documents.Text(JunitReport.Write, Documents.Of(Documents.LogFile("a"))));

    private static List<XElement> Suites(ReportDocument document)
    {
        using var reader = XmlReader.Create(
            new StringReader(Documents.Text(JunitReport.Write, document)),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }
        );
        return [.. XDocument.Load(reader).Root!.Elements("testsuite")];
    }

    private static List<XElement> Cases(ReportDocument document) => [.. Suites(document).Single().Elements("testcase")];

    private static IEnumerable<string> Attributes(XElement element, params string[] names) =>
        names.Select(name => element.Attribute(name)!.Value);
}
