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

/// <summary>Query results as they are verified: where they lie, and the keys to trust.</summary>
/// <param name="Store">The store.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Request">Where in the store, and how.</param>
/// <param name="LocalFolder">The folder, as it was named; <c>null</c> in S3.</param>
/// <param name="Session">What must be closed in the end; <c>null</c> without a network.</param>
internal sealed record QueryEvidence(
    IObjectReader Store,
    IKeySource Keys,
    QueryResultsRequest Request,
    string? LocalFolder,
    IDisposable? Session
) : IDisposable
{
    /// <summary>Files are large, and few at a time fill a network.</summary>
    private const int RemoteConcurrency = 32;

    public void Dispose() => Session?.Dispose();

    /// <summary>The options that say where the results lie and which keys are trusted.</summary>
    internal sealed class Options
    {
        private readonly Option<string?> _bucket = BucketName.Option(
            "--s3-bucket",
            "The bucket that holds the results."
        );
        private readonly Option<string?> _prefix = new("--s3-prefix")
        {
            Description = "The folder in the bucket; left out for its root.",
            HelpName = "PREFIX",
        };
        private readonly Option<string?> _local = new("--local-export-path")
        {
            Description = "A folder that holds the results, downloaded under their own names.",
            HelpName = "DIR",
        };

        private readonly Option<string?> _keys = new("--keys")
        {
            Description =
                "The public keys to trust: a list-public-keys answer (.json), a key (.pem, .der), or a folder of them. Default: those of CloudTrail.",
            HelpName = "PATH",
        };

        private readonly Option<string> _region = CommonOptions.Region(
            "The region of the query. Default: the one that the sign file tells."
        );
        private readonly Option<string?> _profile = CommonOptions.Profile();
        private readonly Option<string?> _endpointUrl = CommonOptions.EndpointUrl();
        private readonly Option<string> _crypto = CommonOptions.Crypto();
        private readonly TimeoutOption _timeout = new();

        public void AddTo(Command command)
        {
            Option[] options = [_bucket, _prefix, _local, _keys, _region, _profile, _endpointUrl, _crypto, _timeout];
            foreach (var option in options)
                command.Add(option);
        }

        public QueryEvidence Open(ParseResult arguments, Terminal terminal)
        {
            const string Hint = "give --s3-bucket, or --local-export-path";
            var (bucket, prefix, folder) = (
                arguments.GetValue(_bucket),
                arguments.GetValue(_prefix),
                arguments.GetValue(_local)
            );
            if (bucket is null && folder is null)
                throw CommandException.Usage("it is not said where the query results are", Hint);
            if (folder is not null && (bucket ?? prefix) is not null)
                throw CommandException.Usage(
                    "--local-export-path cannot stand beside --s3-bucket or --s3-prefix",
                    Hint
                );
            if (folder is not null && !Directory.Exists(folder))
                throw CommandException.Usage(
                    $"--local-export-path: no such folder: {folder}",
                    "give the folder in which the sign file lies"
                );
            var ring = arguments.GetValue(_keys) is { } path ? KeyRingFile.Load(path) : null;
            if (ring is null || folder is null)
                OpenFileLimit.RequireNetwork(OpenFileLimit.Current());
            var session = ring is null || folder is null ? new AwsSession(Settings(arguments)) : null;
            try
            {
                var keys = SignatureChecks.Choose(
                    arguments.GetValue(_crypto)!,
                    (IKeySource?)ring ?? new CloudTrailKeys(new CloudTrailClient(session!, terminal.Clock))
                );
                var request = new QueryResultsRequest
                {
                    Bucket = bucket ?? "",
                    Prefix = Folder(prefix),
                    Region = arguments.GetValue(_region),
                };
                return folder is not null
                    ? new QueryEvidence(LocalDirectoryStore.OfBucket(folder, ""), keys, request, folder, session)
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

        private static string Folder(string? prefix) =>
            prefix is null or "" || prefix.EndsWith('/') ? prefix ?? "" : prefix + "/";

        private AwsSettings Settings(ParseResult arguments) =>
            GlobalOptions
                .Of(arguments)
                .Apply(
                    arguments,
                    new AwsSettings
                    {
                        Profile = arguments.GetValue(_profile),
                        Region = arguments.GetValue(_region),
                        EndpointUrl = arguments.GetValue(_endpointUrl),
                        MaxConnections = OpenFileLimit.Fit(RemoteConcurrency + 1, OpenFileLimit.Current()),
                    }
                );
    }
}
