using System.Globalization;
using System.Text;
using System.Text.Json;
using Integrity.Digests;
using Integrity.Proofs;
using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity.Cli.Output;

/// <summary>Says in words what a proof proves, and what it does not.</summary>
internal sealed class ProofText(Terminal terminal)
{
    /// <param name="proof">The proof.</param>
    /// <param name="result">What came of checking it.</param>
    /// <param name="checkpoint">The checkpoint that it was held against; <c>null</c> without one.</param>
    public void Write(Proof proof, ProofResult result, CheckpointEntry? checkpoint)
    {
        WriteSteps(result);
        if (result is not { Verdict: Verdict.Valid, Listing: { } listing, Entry: { } entry, Chain: { } chain })
        {
            Line($"\nThis proves nothing: a proof holds as a whole, or not at all.");
            terminal.Output.Flush();
            foreach (var hint in result.Steps.SelectMany(step => step.Findings).Select(finding => finding.Hint).OfType<string>().Distinct(StringComparer.Ordinal)) terminal.Hint(hint);
            return;
        }
        Line($"\nThis proves:");
        if (proof.Event is { } proved) Line($"- The event {proved.Id} is record {proved.Index} (counted from 0) of the log file {entry.Location}; the record stands below.");
        Line(proof.Content is null
            ? (FormattableString)$"- A log file {entry.Location} was delivered whose content, inflated, has the SHA-256 {entry.Hash}. The log file itself is not in this proof: compare what you have."
            : $"- The log file in this proof is the one that was delivered as {entry.Location}: its content, inflated, has the SHA-256 {entry.Hash}.");
        Line($"- The digest file for {listing.Period} of the trail {chain.TrailName}, account {chain.AccountId}, region {chain.Region}, lists it, and is signed with the key {listing.Fingerprint}, which you trust.");
        WriteChain(proof, result, checkpoint);
        WriteLimits(proof, checkpoint);
        if (proof.Event is not null) Line($"\nRecord\t{OnOneLine(proof.Event.Record)}");
    }

    /// <summary>One line an object, as validate-logs prints them.</summary>
    public void WriteSteps(ProofResult result)
    {
        foreach (var step in result.Steps)
        {
            var kind = step.IsDigest ? "Digest file" : "Log file";
            if (step.Findings.Count == 0) Line($"{kind}\t{step.Location}\tvalid");
            terminal.Output.Flush();
            foreach (var finding in step.Findings) terminal.Errors.Write(Escaped($"{kind}\t{step.Location}\t{(finding.Weight == Verdict.Invalid ? "INVALID" : "COULD NOT CHECK")}: {finding.Message}\n"));
        }
    }

    private void WriteChain(Proof proof, ProofResult result, CheckpointEntry? checkpoint)
    {
        var newer = proof.Digests.Count - 1;
        if (newer > 0) Line($"- {newer} newer {(newer == 1 ? "digest file leads" : "digest files lead")} to it, each by hash and signature, from {result.Newest!.Location} on.");
        if (checkpoint is not null) Line($"- {(newer > 0 ? "One of them" : "It")} is the digest file of your checkpoint, so the log file is part of the chain that you verified up to {UtcTime.Format(checkpoint.Period.End)}.");
    }

    private void WriteLimits(Proof proof, CheckpointEntry? checkpoint)
    {
        Line($"\nIt does not prove:");
        Line($"- that what the log file says is true or complete, or that there are no other events or log files;");
        Line($"- that it still lies in the bucket;");
        if (checkpoint is null) Line($"- that the digest file belongs to the chain of the trail: whoever holds the key can sign others beside it (a proof up to a checkpoint says that it does);");
        if (checkpoint is null && proof.Digests.Count == 1) Line($"- when it was signed, but that the key had to be valid at the end of its period;");
        Line($"- that the keys that you gave are genuine: that rests on where you have them from.");
    }

    private void Line(FormattableString text) => terminal.Output.Write(Escaped(text) + "\n");

    /// <summary>What comes from the proof is escaped, what is written here is not.</summary>
    private static string Escaped(FormattableString text) =>
        string.Format(CultureInfo.InvariantCulture, text.Format, [.. text.GetArguments().Select(argument => TerminalText.Escape(Convert.ToString(argument, CultureInfo.InvariantCulture)!))]);

    private static string OnOneLine(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) document.RootElement.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
