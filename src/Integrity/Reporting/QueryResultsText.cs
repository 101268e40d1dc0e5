using Integrity.Findings;
using Integrity.QueryResults;

namespace Integrity.Reporting;

/// <summary>
/// Writes the results on query results as the AWS CLI prints them. The AWS CLI stops at the first problem; further
/// problems follow in the same style, one line each.
/// <code>
/// aws: [ERROR]: ValidationError: Invalid signature in sign file
/// aws: [ERROR]: ValidationError: File result_9.csv.gz INVALID: not listed in the sign file
/// aws: [ERROR]: InformationCollectionError: File result_2.csv.gz COULD NOT CHECK: access denied (AccessDenied)
/// </code>
/// </summary>
/// <param name="output">Receives the results.</param>
/// <param name="errors">Receives what is invalid or could not be checked.</param>
/// <param name="localFolder">
/// The directory as given; <c>null</c> in S3. The AWS CLI names it when a file is missing.
/// </param>
/// <param name="isVerbose">Whether to write valid files as well.</param>
public sealed class QueryResultsText(TextWriter output, TextWriter errors, string? localFolder, bool isVerbose)
{
    /// <summary>Writes the lines of one result.</summary>
    public void Write(QueryFileResult result)
    {
        if (result.Verdict == Verdict.Valid && isVerbose)
            output.Write($"{Subject(result)}\tvalid\n");
        if (result.Findings.Count == 0)
            return;
        // Both writers may be the same terminal, so keep the order.
        output.Flush();
        foreach (var finding in result.Findings)
            errors.Write($"\naws: [ERROR]: {TerminalText.Escape(Line(result, finding))}\n");
        errors.Flush();
    }

    /// <summary>Writes the line of success if everything is valid.</summary>
    public void End(QueryResultsSummary report)
    {
        if (report.Verdict == Verdict.Valid)
            output.Write("Successfully validated sign and query result files\n");
    }

    private string Line(QueryFileResult result, Finding finding) =>
        finding.Code switch
        {
            FindingCode.SignatureWrong => "ValidationError: Invalid signature in sign file",
            FindingCode.SignFileEmpty => "ValidationError: No export file was found in sign file.",
            FindingCode.SignFileFormat => $"ValidationError: Invalid sign file provided. ({finding.Actual})",
            FindingCode.KeyUnknown => $"No public keys found for key with fingerprint: {finding.Actual}",
            FindingCode.ResultFileHash =>
                $"ValidationError: File {result.Name} has inconsistent hash value with hash value recorded in sign "
                    + $"file,"
                    + $" hash value in sign file is {finding.Expected} , but get {finding.Actual}",
            FindingCode.ResultFileMissing when localFolder is not null =>
                $"[Errno 2] No such file or directory: {Quoted(Path.Join(localFolder, result.Name))}",
            _ when finding.Severity == Verdict.Invalid =>
                $"ValidationError: {Subject(result)} INVALID: {finding.Message}",
            _ => $"InformationCollectionError: {Subject(result)} COULD NOT CHECK: {finding.Message}",
        };

    private static string Subject(QueryFileResult result) =>
        result.Kind switch
        {
            QueryFileKind.SignFile => $"Sign file {SignFile.FileName}",
            QueryFileKind.ResultFile => $"File {TerminalText.Escape(result.Name)}",
            QueryFileKind.Folder => "Folder",
            _ => throw new ArgumentOutOfRangeException(nameof(result), result.Kind, null),
        };

    /// <summary>Quotes a path as Python does.</summary>
    private static string Quoted(string path)
    {
        var quote =
            path.Contains('\'', StringComparison.Ordinal) && !path.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var escaped = path.Replace("\\", "\\\\", StringComparison.Ordinal);
        return $"{quote}{(quote == '\'' ? escaped.Replace("'", "\\'", StringComparison.Ordinal) : escaped)}{quote}";
    }
}
