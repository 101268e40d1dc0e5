using Integrity.Findings;
using Integrity.QueryResults;

namespace Integrity.Reporting;

/// <summary>
/// Writes what was found on query results as the AWS CLI prints it, line for line. It stops at the first fault; ours are added in the same manner, one line each.
/// <code>
/// aws: [ERROR]: ValidationError: Invalid signature in sign file
/// aws: [ERROR]: ValidationError: File result_9.csv.gz INVALID: is not listed in the sign file: nobody vouches for it
/// aws: [ERROR]: InformationCollectionError: File result_2.csv.gz COULD NOT CHECK: access denied (AccessDenied)
/// </code>
/// </summary>
/// <param name="output">Takes the results.</param>
/// <param name="errors">Takes what is invalid, or could not be checked.</param>
/// <param name="localFolder">The folder, as it was named; <c>null</c> for one in S3. The AWS CLI names it when a file is missing.</param>
/// <param name="isVerbose">Whether what is valid is written too.</param>
public sealed class QueryResultsText(TextWriter output, TextWriter errors, string? localFolder, bool isVerbose)
{
    /// <summary>Writes the lines of one result.</summary>
    public void Write(QueryFileResult result)
    {
        if (result.Verdict == Verdict.Valid && isVerbose) output.Write($"{Subject(result)}\tvalid\n");
        if (result.Findings.Count == 0) return;
        // both writers may be the same terminal: their order must hold
        output.Flush();
        foreach (var finding in result.Findings) errors.Write($"\naws: [ERROR]: {TerminalText.Escape(Line(result, finding))}\n");
        errors.Flush();
    }

    /// <summary>Writes the line that says that all is well, when it is.</summary>
    public void End(QueryResultsSummary report)
    {
        if (report.Verdict == Verdict.Valid) output.Write("Successfully validated sign and query result files\n");
    }

    private string Line(QueryFileResult result, Finding finding) => finding.Code switch
    {
        FindingCode.SignatureWrong => "ValidationError: Invalid signature in sign file",
        FindingCode.SignFileEmpty => "ValidationError: No export file was found in sign file.",
        FindingCode.SignFileFormat => $"ValidationError: Invalid sign file provided. ({finding.Actual})",
        FindingCode.KeyUnknown => $"No public keys found for key with fingerprint: {finding.Actual}",
        FindingCode.ResultFileHash => $"ValidationError: File {result.Name} has inconsistent hash value with hash value recorded in sign file,"
            + $" hash value in sign file is {finding.Expected} , but get {finding.Actual}",
        FindingCode.ResultFileMissing when localFolder is not null => $"[Errno 2] No such file or directory: {Quoted(Path.Join(localFolder, result.Name))}",
        _ when finding.Weight == Verdict.Invalid => $"ValidationError: {Subject(result)} INVALID: {finding.Message}",
        _ => $"InformationCollectionError: {Subject(result)} COULD NOT CHECK: {finding.Message}",
    };

    private static string Subject(QueryFileResult result) => result.Kind switch
    {
        QueryFileKind.SignFile => $"Sign file {SignFile.FileName}",
        QueryFileKind.ResultFile => $"File {TerminalText.Escape(result.Name)}",
        QueryFileKind.Folder => "Folder",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.Kind, null),
    };

    /// <summary>A path as Python shows it.</summary>
    private static string Quoted(string path)
    {
        var quote = path.Contains('\'', StringComparison.Ordinal) && !path.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var escaped = path.Replace("\\", "\\\\", StringComparison.Ordinal);
        return $"{quote}{(quote == '\'' ? escaped.Replace("'", "\\'", StringComparison.Ordinal) : escaped)}{quote}";
    }
}
