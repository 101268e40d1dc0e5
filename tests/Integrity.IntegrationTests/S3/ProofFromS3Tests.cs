using System.Text.Json.Nodes;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Proofs created from an S3 server with CloudTrail's keys, and checked with only the proof and the keys, without a
/// store or a network interface.
/// </summary>
[Collection(S3Tests.Name)]
public sealed class ProofFromS3Tests(S3Fixture s3) : IDisposable
{
    private const string EventId = "7ac530c7-e6db-4e23-be70-0898f5a40e08";

    private readonly TemporaryFolder _folder = new();
    private readonly Vector _vector = new("valid");

    private string Proof => _folder.At("proof.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_is_proved_online_and_checked_offline()
    {
        await s3.FillAsync(_vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(_vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);

        var made = await ProveAsync(
            network,
            "--event-id",
            EventId,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--to-newest"
        );
        var check = await CheckAloneAsync();

        (made.ExitCode, check.ExitCode).Should().Be((0, 0), "{0} {1}", made, check);
        check
            .Output.Should()
            .Contain($"- Record 0 (counted from 0) of the log file is event {EventId}.\n")
            .And.Contain("- 4 newer digest files link to it")
            .And.Contain("UpdateFunctionCode20150331v2");
    }

    [Fact]
    public async Task A_proof_from_S3_is_the_one_that_a_folder_gives()
    {
        await s3.FillAsync(_vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(_vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        (await ProveAsync(network, "--log-file", _vector.LogFilePaths[3])).ExitCode.Should().Be(0);
        var online = await File.ReadAllTextAsync(Proof);

        var folder = await CliRun.OfAsync(
            "prove",
            "--trail-arn",
            Arn,
            "--log-file",
            _vector.LogFilePaths[3],
            "--source",
            _vector.Buckets,
            "--keys",
            _vector.At("public-keys.json"),
            "--out",
            Proof
        );

        folder.ExitCode.Should().Be(0, "{0}", folder);
        (await File.ReadAllTextAsync(Proof)).Should().Be(online);
        (await CheckAloneAsync("--format", "json", "--crypto", "both"))
            .Output.Should()
            .Contain("\"verdict\": \"Valid\"");
    }

    [Fact]
    public async Task A_proof_up_to_a_checkpoint_in_S3_shows_that_the_log_file_belongs_to_the_chain()
    {
        await s3.FillAsync(_vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(_vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        await s3.EmptyAsync("audit-bucket");
        const string Checkpoint = "s3://audit-bucket/example-trail.json";
        (await CliRun.OfAsync([.. _vector.Arguments, "--endpoint-url", network.Url, "--checkpoint", Checkpoint]))
            .ExitCode.Should()
            .Be(0);

        var made = await ProveAsync(network, "--log-file", _vector.LogFilePaths[3], "--checkpoint", Checkpoint);
        var check = await CliRun.OfAsync(
            "prove",
            "--check",
            Proof,
            "--keys",
            _vector.At("public-keys.json"),
            "--checkpoint",
            Checkpoint,
            "--endpoint-url",
            network.Url
        );

        (made.ExitCode, check.ExitCode).Should().Be((0, 0), "{0} {1}", made, check);
        check
            .Output.Should()
            .Contain("is the digest file of your checkpoint.\n- So the log file is in the chain verified up to ");
    }

    [Fact]
    public async Task Where_S3_does_not_hand_out_the_log_file_no_proof_is_written_and_nobody_is_accused()
    {
        await s3.FillAsync(_vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(_vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        network.Break(_vector.LogFilePaths[3], Fault.AccessDenied);

        var run = await ProveAsync(network, "--log-file", _vector.LogFilePaths[3]);

        (run.ExitCode, File.Exists(Proof)).Should().Be((3, false), "{0}", run);
        run.Errors.Should().Contain("AccessDenied").And.NotContain("INVALID");
    }

    [Fact]
    public async Task A_deleted_log_file_is_reported_and_has_no_proof()
    {
        var vector = new Vector("log-deleted");
        await s3.FillAsync(vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        var deleted = _vector.LogFilePaths.Except(vector.LogFilePaths, StringComparer.Ordinal).Single();

        var run = await ProveAsync(network, "--log-file", deleted, "--format", "json");

        (run.ExitCode, File.Exists(Proof)).Should().Be((1, false), "{0}", run);
        JsonNode.Parse(run.Output)!["steps"]![0]!["findings"]![0]!["code"]!
            .GetValue<string>()
            .Should()
            .Be("LogFileMissing");
    }

    private string Arn => _vector.Arguments[_vector.Arguments.ToList().IndexOf("--trail-arn") + 1];

    private Task<CliRun> ProveAsync(FaultyProxy network, params string[] what) =>
        CliRun.OfAsync(["prove", "--trail-arn", Arn, .. what, "--endpoint-url", network.Url, "--out", Proof]);

    /// <summary>Checks the proof in an otherwise empty directory, in a network namespace without interfaces.</summary>
    private async Task<ProgramRun> CheckAloneAsync(params string[] more)
    {
        var counsel = Directory.CreateDirectory(_folder.At("counsel")).FullName;
        File.Copy(Proof, Path.Combine(counsel, "proof.json"), overwrite: true);
        return await CtVerifyProgram.RunWithoutNetworkAsync([
            "prove",
            "--check",
            Path.Combine(counsel, "proof.json"),
            "--keys",
            _vector.At("public-keys.json"),
            .. more,
        ]);
    }
}
