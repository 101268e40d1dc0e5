using System.Text;
using Integrity.Reporting;
using Integrity.Tests.Reporting.Html;

namespace Integrity.Tests.Reporting;

/// <summary>A stored report comes from a file that anybody may have written: what is no report is refused, and never half believed.</summary>
public sealed class JsonReportReadingTests
{
    [Theory]
    [InlineData("\"verdict\": \"Invalid\"", "\"verdict\": 7")]
    [InlineData("\"verdict\": \"Invalid\"", "\"verdict\": 2")]
    [InlineData("\"verdict\": \"Invalid\"", "\"verdict\": \"7\"")]
    [InlineData("\"state\": \"Invalid\"", "\"state\": 9")]
    [InlineData("\"weight\": \"Invalid\"", "\"weight\": -1")]
    [InlineData("\"code\": \"DigestMissing\"", "\"code\": 9999")]
    [InlineData("\"subject\": \"LogFile\"", "\"subject\": 12")]
    public void A_value_that_is_not_told_by_its_name_is_refused(string told, string forged)
    {
        var text = Text(ReportSample.Invalid());
        text.Should().Contain(told);
        var read = () => JsonReport.Read(new MemoryStream(Encoding.UTF8.GetBytes(text.Replace(told, forged, StringComparison.Ordinal))));

        read.Should().Throw<FormatException>();
    }

    [Fact]
    public void What_was_written_is_read_back_to_the_same_text()
    {
        var text = Text(ReportSample.Incomplete());

        Text(JsonReport.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Should().Be(text);
    }

    private static string Text(ReportDocument document)
    {
        using var stream = new MemoryStream();
        JsonReport.Write(document, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
