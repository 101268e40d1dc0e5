using System.CommandLine;
using Integrity.Aws;
using Integrity.Aws.CloudTrail;
using Integrity.Aws.S3;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Keys;
using Integrity.QueryResults;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Cli.Stores;

/// <summary>Query results to verify, and the keys to trust.</summary>
/// <param name="Store">The store.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Request">What to verify in the store.</param>
/// <param name="LocalFolder">The directory as given on the command line; <c>null</c> in S3.</param>
/// <param name="Session">The network session to close; <c>null</c> when offline.</param>
internal sealed record QueryEvidence(
    IObjectReader Store,
    IKeySource Keys,
    QueryResultsRequest Request,
    string? LocalFolder,
    IDisposable? Session
) : IDisposable
{
    /// <summary>Lower than for log files: result files are large, and a few in parallel saturate the network.</summary>
    private const int RemoteConcurrency = 32;

    public void Dispose() => Session?.Dispose();

    /// <summary>The options for the location of the results and the keys to trust.</summary>
    internal sealed class Options
    {
        private readonly Option<string?> _bucket = BucketName.Option("--s3-bucket", "Bucket of the query results.");
        private readonly Option<string?> _prefix = new("--s3-prefix")
        {
            Description = "Folder of the query results in the bucket (default: the root).",
            HelpName = "PREFIX",
        };
        private readonly Option<string?> _local = new("--local-export-path")
        {
            Description = "Directory with the downloaded results, under their original names.",
            HelpName = "DIR",
        };

        private readonly Option<string?> _keys = new("--keys")
        {
            Description =
                "Public keys to trust: a file (list-public-keys output, .pem or .der), or a directory of such files "
                + "(default: CloudTrail's keys).",
            HelpName = "PATH",
        };

        private readonly Option<string> _region = CommonOptions.Region(
            "Region of the query (default: from the sign file)."
        );
        private readonly AwsOptions _aws = new();
        private readonly Option<string?> _crypto = CommonOptions.Crypto();
        private readonly TimeoutOption _timeout = new();

        public void AddTo(Command command)
        {
            Option[] options =
            [
                _bucket,
                _prefix,
                _local,
                _keys,
                _region,
                _aws.Profile,
                _aws.EndpointUrl,
                _crypto,
                _timeout,
            ];
            foreach (var option in options)
                command.Add(option);
        }

        public QueryEvidence Open(ParseResult arguments, Terminal terminal)
        {
            const string Hint = "pass either --s3-bucket or --local-export-path";
            var (bucket, prefix, directory) = (
                arguments.GetValue(_bucket),
                arguments.GetValue(_prefix),
                arguments.GetValue(_local)
            );
            if (bucket is null && directory is null)
                throw CommandException.Usage("the location of the query results is missing", Hint);
            if (directory is not null && (bucket ?? prefix) is not null)
                throw CommandException.Usage(
                    "--local-export-path cannot be combined with --s3-bucket or --s3-prefix",
                    Hint
                );
            if (directory is not null && !Directory.Exists(directory))
                throw CommandException.Usage(
                    $"--local-export-path: no such directory: {directory}",
                    "pass the directory that contains the sign file"
                );
            var ring = arguments.GetValue(_keys) is { } path ? KeyRingFile.Load(path) : null;
            if (ring is null || directory is null)
                OpenFileLimit.RequireNetwork(OpenFileLimit.Current());
            var session = ring is null || directory is null ? new AwsSession(Settings(arguments)) : null;
            try
            {
                var keys = SignatureChecks.Choose(
                    arguments.GetValue(_crypto),
                    (IKeySource?)ring ?? new CloudTrailKeys(new CloudTrailClient(session!, terminal.Clock))
                );
                var request = new QueryResultsRequest
                {
                    Bucket = bucket ?? "",
                    Prefix = WithSlash(prefix),
                    Region = arguments.GetValue(_region),
                };
                return directory is not null
                    ? new QueryEvidence(LocalDirectoryStore.OfBucket(directory, ""), keys, request, directory, session)
                    : new QueryEvidence(
                        new S3Store(session!, terminal.Clock),
                        keys,
                        request with
                        {
                            Concurrency = OpenFileLimit.Fit(RemoteConcurrency, OpenFileLimit.Current()),
                        },
                        null,
                        session
                    );
            }
            catch
            {
                session?.Dispose();
                throw;
            }
        }

        private static string WithSlash(string? prefix) =>
            prefix is null or "" || prefix.EndsWith('/') ? prefix ?? "" : prefix + "/";

        private AwsSettings Settings(ParseResult arguments) =>
            _aws.Settings(arguments) with
            {
                Region = arguments.GetValue(_region),
                MaxConnections = OpenFileLimit.Fit(RemoteConcurrency + 1, OpenFileLimit.Current()),
            };
    }
}
