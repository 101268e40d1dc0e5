using System.Globalization;
using System.Text;

namespace Integrity.Cli.Service;

/// <summary>
/// The status as metrics in the text format of Prometheus, version 0.0.4.
/// <code>ctverify_build_last_digest_end_timestamp_seconds{account="111122223333",region="us-east-2",trail="example-trail"} 1746356400</code>
/// Labels hold only letters, digits and <c>. _ -</c>, so none needs escaping.
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
            "The end of the newest digest.",
            chain => chain.LastDigestEnd?.ToUnixTimeSeconds()
        );
        Add(
            "last_success_timestamp_seconds",
            "gauge",
            "When a round last did what there was to do.",
            chain => chain.LastSuccess?.ToUnixTimeSeconds()
        );
        Add(
            "lag_seconds",
            "gauge",
            "How long ago the next digest should have been there.",
            chain => (long)status.Lag(chain).TotalSeconds
        );
        Add("digests_written_total", "counter", "Digests of the main chain.", chain => chain.DigestsWritten);
        Add("backfill_digests_written_total", "counter", "Backfill digests.", chain => chain.BackfillDigestsWritten);
        Add(
            "log_files_hashed_total",
            "counter",
            "Log files that were hashed and listed.",
            chain => chain.LogFilesHashed
        );
        Add(
            "late_log_files_total",
            "counter",
            "Log files that came after the digest of their hour.",
            chain => chain.LateLogFiles
        );
        Add("read_bytes_total", "counter", "What was read from the store.", chain => chain.BytesRead);
        Add("failures_total", "counter", "Rounds that failed.", chain => chain.Failures);
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
                        $"ctverify_build_{name}{{account=\"{chain.Chain.AccountId}\",region=\"{chain.Chain.Region}\",trail=\"{status.Trail.Name}\"}} {number}\n"
                    );
            }
        }
    }
}
