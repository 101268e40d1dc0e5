using System.Text.Json;
using System.Text.Json.Serialization;
using Integrity.Digests;

namespace Integrity.Reporting;

/// <summary>
/// The JSON report: a <see cref="ReportDocument"/>, member for member, names in camel case. Its form is published as <c>schema/report-v1.schema.json</c>.
/// It can be read back, so that the other reports can be made of it later.
/// </summary>
public static class JsonReport
{
    /// <summary>Writes a document, UTF-8, indented. All that is not ASCII is escaped, so that text from the bucket is harmless wherever it is shown.</summary>
    public static void Write(ReportDocument document, Stream stream) => JsonSerializer.Serialize(stream, document, ReportJsonContext.Default.ReportDocument);

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">The text is not a JSON report of a version that is known, or it contradicts
    /// itself.</exception>
    public static ReportDocument Read(Stream stream)
    {
        try
        {
            using var content = new MemoryStream();
            stream.CopyTo(content);
            var text = Utf8Text.Of(content.ToArray());
            var document = JsonSerializer.Deserialize(text, ReportJsonContext.Default.ReportDocument) ?? throw new FormatException("it holds no report");
            if (document.SchemaVersion != ReportDocument.CurrentSchemaVersion)
                throw new FormatException($"it has the schema version {document.SchemaVersion}; {ReportDocument.CurrentSchemaVersion} is known");
            ReportForm.Check(document);
            ReportConsistency.Check(document);
            return document;
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not a JSON report: {e.Message}", e);
        }
    }
}

/// <summary>How reports are written as JSON, compiled ahead.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
