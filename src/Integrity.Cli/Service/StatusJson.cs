using System.Text.Json;
using Integrity.Digests;

namespace Integrity.Cli.Service;

/// <summary>
/// Writes the status file of <c>build --follow</c>. New versions may add members.
/// <code>
/// {"time":"2025-05-04T11:05:02Z","trail":"arn:aws:cloudtrail:…","healthy":true,"chains":[
///  {"account":"111122223333","region":"us-east-2","lastDigestEnd":"2025-05-04T11:00:00Z",
///   "lastSuccess":"2025-05-04T11:05:02Z","lagSeconds":0,"digestsWritten":1,"backfillDigestsWritten":0,
///   "logFilesHashed":12,"lateLogFiles":0,"bytesRead":52310,"failures":0,"failuresInARow":0,"lastError":null}]}
/// </code>
/// </summary>
internal static class StatusJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    public static void Write(ServiceStatus status, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("time", UtcTime.Format(status.Now));
        writer.WriteString("trail", status.Trail.Arn);
        writer.WriteBoolean("healthy", status.IsHealthy);
        writer.WriteStartArray("chains");
        foreach (var chain in status.Chains)
            WriteChain(writer, chain, status.Lag(chain));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteChain(Utf8JsonWriter writer, ChainStatus chain, TimeSpan lag)
    {
        writer.WriteStartObject();
        writer.WriteString("account", chain.Chain.AccountId);
        writer.WriteString("region", chain.Chain.Region);
        writer.WriteString("lastDigestEnd", chain.LastDigestEnd is { } end ? UtcTime.Format(end) : null);
        writer.WriteString("lastSuccess", chain.LastSuccess is { } success ? UtcTime.Format(success) : null);
        writer.WriteNumber("lagSeconds", (long)lag.TotalSeconds);
        writer.WriteNumber("digestsWritten", chain.DigestsWritten);
        writer.WriteNumber("backfillDigestsWritten", chain.BackfillDigestsWritten);
        writer.WriteNumber("logFilesHashed", chain.LogFilesHashed);
        writer.WriteNumber("lateLogFiles", chain.LateLogFiles);
        writer.WriteNumber("bytesRead", chain.BytesRead);
        writer.WriteNumber("failures", chain.Failures);
        writer.WriteNumber("failuresInARow", chain.FailuresInARow);
        writer.WriteString("lastError", chain.LastError);
        writer.WriteEndObject();
    }
}
