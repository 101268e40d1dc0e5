using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Integrity.Checkpoints;
using Integrity.Findings;
using Integrity.Proofs;
using Integrity.Reporting;

namespace Integrity.Cli.Output;

/// <summary>Prints what a proof proves and what it does not.</summary>
internal sealed class ProofText(Terminal terminal)
{
    /// <param name="proof">The proof.</param>
    /// <param name="result">The result of checking it.</param>
    /// <param name="checkpoint">The checkpoint it was compared with; <c>null</c> for none.</param>
    public void Write(Proof proof, ProofResult result, CheckpointEntry? checkpoint)
    {
        WriteSteps(result);
        if (result.Verdict != Verdict.Valid)
        {
            Line($"\nThis proves nothing: a proof is valid only as a whole.");
            terminal.Output.Flush();
            foreach (
                var hint in result
                    .Steps.SelectMany(step => step.Findings)
                    .Select(finding => HintWords.Of(finding.Hint))
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
            )
                terminal.Hint(hint);
            return;
        }
        var words = new ProofSentences(proof, result, checkpoint);
        Line($"\nThis proves:");
        foreach (var sentence in words.Proved())
            terminal.Output.Write($"- {Escaped(sentence)}\n");
        Line($"\nIt does not prove:");
        var limits = words.NotProved().ToList();
        for (var i = 0; i < limits.Count; i++)
            terminal.Output.Write($"- {limits[i]}{(i == limits.Count - 1 ? "." : ";")}\n");
        if (proof.Event is not null)
            WriteRecord(proof.Event.Record);
    }

    /// <summary>Prints one line for each object, as validate-logs does.</summary>
    public void WriteSteps(ProofResult result)
    {
        foreach (var step in result.Steps)
        {
            var kind = step.IsDigest ? "Digest file" : "Log file";
            if (step.Findings.Count == 0)
                Line($"{kind}\t{step.Location}\tvalid");
            terminal.Output.Flush();
            foreach (var finding in step.Findings)
                terminal.Errors.Write(Escaped($"{kind}\t{step.Location}\t{Prefix(finding)}: {finding.Message}\n"));
        }
    }

    private static string Prefix(Finding finding) =>
        finding.Severity == Verdict.Invalid ? "INVALID" : "COULD NOT CHECK";

    private void Line(FormattableString text) => terminal.Output.Write(Escaped(text) + "\n");

    /// <summary>Formats a text and escapes its arguments, which come from the proof.</summary>
    private static string Escaped(FormattableString text) =>
        string.Format(
            CultureInfo.InvariantCulture,
            text.Format,
            [
                .. text.GetArguments()
                    .Select(argument => TerminalText.Escape(Convert.ToString(argument, CultureInfo.InvariantCulture)!)),
            ]
        );

    private void WriteRecord(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        using var buffer = new MemoryStream();
        // People read this, and the lines are escaped for the terminal below.
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var writer = new Utf8JsonWriter(buffer, options))
            document.RootElement.WriteTo(writer);
        Line($"\nRecord:");
        foreach (var line in Encoding.UTF8.GetString(buffer.ToArray()).Split('\n'))
            Line($"{line}");
    }
}
