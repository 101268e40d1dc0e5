using System.Text.Json;
using System.Text.Json.Serialization;
using Integrity.Digests;

namespace Integrity.Reporting;

/// <summary>
/// Writes and reads the JSON report: a <see cref="ReportDocument"/>, member for member, names in camel case. Its schema
/// is <c>schema/report-v1.schema.json</c>. A saved report can be converted to the other formats later.
/// </summary>
public static class JsonReport
{
    /// <summary>Writes a document as indented JSON.</summary>
    /// <remarks>Non-ASCII text is escaped, so that text from the bucket is harmless wherever it is shown.</remarks>
    public static void Write(ReportDocument document, Stream stream) =>
        JsonSerializer.Serialize(stream, document, ReportJsonContext.Default.ReportDocument);

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">
    /// The text is not a JSON report of a supported version, or contradicts itself.
    /// </exception>
    public static ReportDocument Read(Stream stream)
    {
        try
        {
            using var content = new MemoryStream();
            stream.CopyTo(content);
            var text = Utf8Text.Normalize(content.ToArray());
            var document =
                JsonSerializer.Deserialize(text, ReportJsonContext.Default.ReportDocument)
                ?? throw new FormatException("it contains no report");
            if (document.SchemaVersion != ReportDocument.CurrentSchemaVersion)
                throw new FormatException(
                    $"schema version {document.SchemaVersion} is not supported (supported: "
                        + $"{ReportDocument.CurrentSchemaVersion})"
                );
            ReportValidation.Check(document);
            ReportConsistency.Check(document);
            return document;
        }
        catch (JsonException e)
        {
            throw new FormatException($"not a JSON report: {e.Message}", e);
        }
    }
}

/// <summary>Source-generated JSON serialization of reports.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
