using Integrity.Checkpoints;
using Integrity.Cli;
using Integrity.Cli.Output;
using Integrity.Cli.Runs;
using Integrity.Cli.Stores;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Proofs;
using Integrity.QueryResults;
using Integrity.Reporting;
using Integrity.Storage.Local;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Vectors.FindingVectors;

/// <summary>
/// Verifies one vector with the library, its faults and its limits, and prints what the program would print.
/// </summary>
internal sealed class LibraryRun(FindingVector vector) : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly List<FindingCode> _findings = [];

    /// <summary>Returns the findings in the order of the output, and the output.</summary>
    public async Task<(IReadOnlyList<FindingCode> Findings, ProgramRun Printed)> RunAsync()
    {
        var terminal = new Terminal(_output, _errors, FixedClock.AfterTheVectors);
        var verdict = vector.Arguments[0] switch
        {
            "validate-logs" => await VerifyTrailAsync(terminal),
            "verify-query-results" => await VerifyQueryResultsAsync(terminal),
            "prove" => await CheckProofAsync(terminal),
            var command => throw new InvalidOperationException(command),
        };
        return (
            _findings,
            new ProgramRun(ExitCode.Of(verdict, failOnIncomplete: true), _output.ToString(), _errors.ToString())
        );
    }

    private async Task<Verdict> VerifyTrailAsync(Terminal terminal)
    {
        var layout = await LocalLayout.FindAsync(vector.Buckets, default);
        var request = new VerificationRequest
        {
            Trail = vector.Trail,
            Places = layout.Places,
            Start = vector.Range.Start,
            End = vector.Range.End,
            Limits = vector.Limits,
            Checkpoint = Checkpoint(),
        };
        var (store, keys) = (new FaultyReader(layout.Store, vector.Faults), Keys());
        var run = new VerificationRun(terminal, new TrailVerification(store, keys, terminal.Clock, request), request);
        await run.RunAsync(new TextReport(_output, _errors, isVerbose: true), progress: null, default);
        var outcome = await Outcome.OnceAsync(store, keys, request, terminal.Clock.GetUtcNow());
        _findings.AddRange(outcome.Findings.Select(finding => finding.Code));
        outcome.Verdict.Should().Be(run.Report.Verdict, "the same objects produce the same results");
        return outcome.Verdict;
    }

    private async Task<Verdict> VerifyQueryResultsAsync(Terminal terminal)
    {
        var store = new FaultyReader((await LocalLayout.FindAsync(vector.Buckets, default)).Store, vector.Faults);
        var (request, report) = (vector.QueryRequest, new QueryResultsSummary());
        var collector = new QueryResultsCollector(report, request, vector.QueryFolder);
        using var evidence = new QueryEvidence(store, Keys(), request, vector.QueryFolder, Session: null);
        await new QueryResultsRun(
            terminal,
            report,
            collector,
            new QueryResultsText(_output, _errors, vector.QueryFolder, isVerbose: false)
        ).RunAsync(evidence, request, default);
        foreach (var result in await QueryResults.SavedQuery.VerifyAsync(store, evidence.Keys, request))
            _findings.AddRange(result.Findings.Select(finding => finding.Code));
        return report.Verdict;
    }

    private async Task<Verdict> CheckProofAsync(Terminal terminal)
    {
        var proof = ProofFile.Read(vector.Proof);
        var checkpoint = Checkpoint() is { } kept ? ProofFile.FindIn(kept, proof) : null;
        var result = await new ProofChecker(Keys()).CheckAsync(proof, checkpoint, default);
        new ProofText(terminal).Write(proof, result, checkpoint);
        _findings.AddRange(result.Steps.SelectMany(step => step.Findings).Select(finding => finding.Code));
        return result.Verdict;
    }

    private Checkpoint? Checkpoint() =>
        vector.HasCheckpoint ? CheckpointJson.Read(File.ReadAllBytes(vector.Checkpoint)) : null;

    private IKeySource Keys()
    {
        if (vector.Faults.TryGetValue("public-keys.json", out var fault))
            return new FaultyKeys(fault);
        var ring = KeyRingFile.Load(vector.PublicKeys);
        return vector.Faults.ContainsKey("signatures")
            ? new KeySourceWithCheck(
                ring,
                new DualSignatureCheck(PlatformSignatureCheck.Instance, new DenyingSignatureCheck())
            )
            : ring;
    }

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }
}
