using System.Globalization;
using System.Text;

namespace Integrity.Cli.Service;

/// <summary>
/// Writes the status as metrics in the Prometheus text format, version 0.0.4.
/// <code>
/// ctverify_build_lag_seconds{account="111122223333",region="us-east-2",trail="example-trail"} 0
/// </code>
/// Labels contain only letters, digits and <c>. _ -</c>, so they need no escaping.
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(ServiceStatus status)
    {
        var text = new StringBuilder();
        Add(
            "last_digest_end_timestamp_seconds",
            "gauge",
            "End of the newest digest.",
            chain => chain.LastDigestEnd?.ToUnixTimeSeconds()
        );
        Add(
            "last_success_timestamp_seconds",
            "gauge",
            "End of the last successful round.",
            chain => chain.LastSuccess?.ToUnixTimeSeconds()
        );
        Add(
            "lag_seconds",
            "gauge",
            "Time since the next digest was due.",
            chain => (long)status.Lag(chain).TotalSeconds
        );
        Add(
            "digests_written_total",
            "counter",
            "Digests written, without backfill digests.",
            chain => chain.DigestsWritten
        );
        Add(
            "backfill_digests_written_total",
            "counter",
            "Backfill digests written.",
            chain => chain.BackfillDigestsWritten
        );
        Add("log_files_hashed_total", "counter", "Log files hashed and listed.", chain => chain.LogFilesHashed);
        Add(
            "late_log_files_total",
            "counter",
            "Log files that arrived after the digest of their hour.",
            chain => chain.LateLogFiles
        );
        Add("read_bytes_total", "counter", "Bytes read from the store.", chain => chain.BytesRead);
        Add("failures_total", "counter", "Failed rounds.", chain => chain.Failures);
        return text.ToString();

        void Add(string name, string type, string help, Func<ChainStatus, long?> value)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"# HELP ctverify_build_{name} {help}\n# TYPE ctverify_build_{name} {type}\n"
            );
            foreach (var chain in status.Chains)
            {
                if (value(chain) is { } number)
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"ctverify_build_{name}{{account=\"{chain.Chain.AccountId}\","
                            + $"region=\"{chain.Chain.Region}\",trail=\"{status.Trail.Name}\"}} {number}\n"
                    );
            }
        }
    }
}
