using System.CommandLine;
using Integrity.Building;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Reporting;
using Integrity.Storage;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify build</c>: builds the digests of all complete hours since the newest one.</summary>
internal sealed class BuildCommand(Terminal terminal)
{
    private readonly Option<string> _store = new("--store") { Description = "The folder with the log files: DIR/BUCKET/KEY, or the root of one bucket.", HelpName = "DIR", Required = true };
    private readonly Option<Trail> _trailArn = CommonOptions.TrailArn();
    private readonly Option<string> _keys = new("--keys") { Description = "The folder of the keys, as ctverify keys generate makes it.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _bucket = new("--bucket") { Description = "The bucket, when the folder holds several.", HelpName = "BUCKET" };
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--prefix");
    private readonly Option<string[]> _regions = new("--region") { Description = "A region to build; may be repeated. Default: every region with log files.", HelpName = "REGION" };
    private readonly Option<DateTimeOffset?> _until = CommonOptions.Time("--until", "Build hours that are complete by then. Default: now.");

    public Command ToCommand()
    {
        var command = new Command("build", """
            Builds a signed digest for every complete hour since the newest digest of each region, and links it to the one before.
            Digests that exist are never changed, so running it again is safe at any time.

            Example:
              ctverify build --store ./trail --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail --keys ./keys
            """)
        {
            _store, _trailArn, _keys, _bucket, _prefix, _regions, _until,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (store, place) = await FindPlaceAsync(arguments, cancellationToken);
        var trail = arguments.GetValue(_trailArn)!;
        var until = arguments.GetValue(_until) ?? terminal.Clock.GetUtcNow();
        if (until > terminal.Clock.GetUtcNow()) throw CommandException.Usage($"--until {UtcTime.Format(until)} lies in the future", "an hour can be built when it is complete");
        var keys = arguments.GetValue(_keys)!;
        var signers = await LoadSignersAsync(arguments, store, place, trail, cancellationToken);
        var request = new BuildRequest { Trail = trail, Place = place, Signers = signers, Keys = KeyRingFile.Load(keys), Until = until };
        var count = 0;
        await foreach (var built in new DigestBuilder(store, store).BuildAsync(request, cancellationToken))
        {
            terminal.Output.Write($"Digest file\t{TerminalText.Escape(built.Location.ToString())}\twritten, {Plural(built.Digest.LogFiles.Count, "log file")}\n");
            count++;
        }
        terminal.Output.Write(count == 0 ? "Nothing to build: every complete hour has its digest file\n" : $"\n{Plural(count, "digest file")} written\n");
        return ExitCode.Valid;
    }

    private async Task<(LocalDirectoryStore Store, TrailPlace Place)> FindPlaceAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        const string Hint = "deliver log files as DIR/BUCKET/[prefix/]AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/….json.gz";
        var folder = arguments.GetValue(_store)!;
        if (!Directory.Exists(folder)) throw CommandException.Usage($"--store: no such folder: {folder}", Hint);
        var layout = await LocalLayout.FindAsync(folder, cancellationToken);
        var (bucket, prefix) = (arguments.GetValue(_bucket), arguments.GetValue(_prefix));
        var places = layout.Places.Where(place => (bucket is null || place.Bucket == bucket) && (prefix is null || place.Prefix == prefix)).ToList();
        if (layout.Store.Bucket is { } only) terminal.Note($"{folder} is taken for the root of the bucket {only}");
        return places.Count switch
        {
            0 => throw CommandException.Usage($"--store: no AWSLogs folder in {folder}", Hint),
            1 => (layout.Store, places[0]),
            _ => throw CommandException.Usage($"--store: there are several AWSLogs folders: {string.Join(", ", places)}", "say which with --bucket and --prefix"),
        };
    }

    private async Task<Dictionary<string, IDigestSigner>> LoadSignersAsync(
        ParseResult arguments, LocalDirectoryStore store, TrailPlace place, Trail trail, CancellationToken cancellationToken)
    {
        var regions = new SortedSet<string>(arguments.GetValue(_regions) ?? [], StringComparer.Ordinal);
        if (regions.Count == 0)
        {
            await foreach (var region in store.ListFoldersAsync(place.Bucket, $"{place.Prefix}AWSLogs/{trail.AccountId}/CloudTrail/", cancellationToken)) regions.Add(region);
        }
        if (regions.Count == 0) throw CommandException.Usage($"no log files of account {trail.AccountId} in {place}", "check the trail's ARN and the prefix");
        return regions.ToDictionary(region => region, IDigestSigner (region) => SigningKeyFile.Load(arguments.GetValue(_keys)!, region), StringComparer.Ordinal);
    }

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
