using Integrity.Checkpoints;
using Integrity.Keys;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary>
/// <c>--checkpoint</c> and <c>--checkpoint-key</c> with a file: two runs, and changes to the bucket or the checkpoint
/// in between.
/// </summary>
public sealed class CheckpointTests : IDisposable
{
    private const string Hint = "pass the checkpoint of an earlier run for this trail, or a new name";
    private const string KeyHint = $"{Hint}; with --checkpoint-key, the same key must have signed it";

    private readonly TempDirectory _folder = new();
    private readonly Vector _valid = new("valid");
    private readonly string _bucket;
    private readonly string _checkpoint;
    private readonly string _key;

    public CheckpointTests()
    {
        _bucket = _folder.CopyOf(_valid.Buckets, "bucket");
        _checkpoint = _folder.PathTo("checkpoint.json");
        _key = Key("key", TestKey.First);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_run_creates_the_checkpoint_and_prints_a_note()
    {
        (await RunAsync())
            .Should()
            .Be(
                new ProgramRun(
                    0,
                    _valid.Read("expected.stdout"),
                    $"note: --checkpoint: {_checkpoint} does not exist yet; this run creates it\n"
                )
            );

        File.ReadAllText(_checkpoint).Should().Contain("\"digestEndTime\": \"2025-05-04T16:00:00Z\"");
        (await RunAsync())
            .Should()
            .Be(new ProgramRun(0, _valid.Read("expected.stdout"), ""), "the second one finds it, and connects");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Newest_digests_deleted_since_the_checkpoint(bool isSigned)
    {
        await RunAsync(Signed(isSigned));
        var before = File.ReadAllBytes(_checkpoint);
        foreach (var path in Digests().TakeLast(2))
            File.Delete(path);

        var run = await RunAsync(Signed(isSigned));

        run.ExitCode.Should().Be(1);
        run.Errors.Should().Contain("T160000Z.json.gz\tINVALID: ");
        File.ReadAllBytes(_checkpoint).Should().Equal(before, "it still names the missing digests");
    }

    [Fact]
    public async Task Rolled_back_to_a_time_between_the_end_of_the_range_and_the_checkpoint()
    {
        await RunAsync();
        foreach (var path in Digests().TakeLast(2))
            File.Delete(path);

        var run = await ProgramRun.OfAsync([
            .. Arguments([]).Select(argument => argument == "2025-05-04T16:00:00Z" ? "2025-05-04T13:00:00Z" : argument),
        ]);

        run.ExitCode.Should().Be(1);
        run.Errors.Should().Contain("T160000Z.json.gz\tINVALID: no longer in the chain, although verified before");
    }

    [Fact]
    public async Task A_chain_excluded_by_the_region_is_named()
    {
        await RunAsync();

        var run = await RunAsync("--region", "eu-west-1");

        run.Errors.Should()
            .Contain("note: --checkpoint: not verified, because --region or --account-id excludes them: ")
            .And.Contain("us-east-2");
    }

    [Fact]
    public async Task A_checkpoint_without_chains_is_noted()
    {
        File.WriteAllBytes(_checkpoint, CheckpointJson.Write(new Checkpoint(_valid.Trail, [])));

        (await RunAsync())
            .Should()
            .Be(
                new ProgramRun(
                    0,
                    _valid.Read("expected.stdout"),
                    "note: --checkpoint: it contains no chain yet, so there is nothing to connect to\n"
                )
            );
    }

    [Fact]
    public async Task Truncated() =>
        await ShouldBeRejectedAsync(
            content => content[..(content.Length / 2)],
            "invalid JSON, or a member is missing or has the wrong type"
        );

    [Fact]
    public async Task Emptied() =>
        await ShouldBeRejectedAsync(_ => "", "invalid JSON, or a member is missing or has the wrong type");

    [Fact]
    public async Task Signed_and_truncated() =>
        await ShouldBeRejectedAsync(content => content[..(content.Length / 2)], "it is not signed", Signed());

    [Fact]
    public async Task Signed_and_emptied() => await ShouldBeRejectedAsync(_ => "", "it is not signed", Signed());

    [Fact]
    public async Task Signature_removed() =>
        await ShouldBeRejectedAsync(
            content => content[..(content.TrimEnd('\n').LastIndexOf('\n') + 1)],
            "it is not signed",
            Signed()
        );

    [Fact]
    public async Task Changed_after_signing() =>
        await ShouldBeRejectedAsync(
            content => content.Replace("2025-05-04T15:00:00Z", "2025-05-04T14:00:00Z", StringComparison.Ordinal),
            "invalid signature: it was altered after signing",
            Signed()
        );

    [Fact]
    public async Task Signed_by_another_key()
    {
        await RunAsync("--checkpoint-key", Key("other", TestKey.Untrusted));

        await ShouldBeRejectedAsync(content => content, "it is signed with another key", Signed());
    }

    [Fact]
    public async Task A_signed_checkpoint_without_its_key_is_rejected_and_not_replaced()
    {
        await RunAsync(Signed());
        var before = File.ReadAllBytes(_checkpoint);

        (await RunAsync())
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: --checkpoint: {_checkpoint} is signed\n"
                        + "hint: pass the key that signed it with --checkpoint-key\n"
                )
            );

        File.ReadAllBytes(_checkpoint).Should().Equal(before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Belonging_to_another_trail(bool isSigned)
    {
        await RunAsync(Signed(isSigned));

        var run = await ProgramRun.OfAsync(
            Arguments(Signed(isSigned))
                .Select(argument =>
                    argument == _valid.Arguments[2] ? "arn:aws:cloudtrail:us-east-2:111122223333:trail/other" : argument
                )
                .ToArray()
        );

        run.Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: --checkpoint: {_checkpoint} belongs to another trail: {_valid.Arguments[2]}\n"
                        + $"hint: {Hint}\n"
                )
            );
    }

    [Fact]
    public async Task Too_large()
    {
        File.WriteAllText(_checkpoint, "");
        using (var file = File.OpenWrite(_checkpoint))
            file.SetLength((64 << 20) + 1);

        (await RunAsync())
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: --checkpoint: cannot read {_checkpoint}: the file is too large\nhint: {Hint}\n"
                )
            );
    }

    [Theory]
    [InlineData("s3://", "s3://")]
    [InlineData("s3://bucket", "s3://bucket")]
    [InlineData("s3://bucket/", "s3://bucket/")]
    [InlineData("s3:///key", "s3:///key")]
    public async Task An_invalid_object_URL(string place, string shown) =>
        (await ProgramRun.OfAsync([.. Arguments([]).SkipLast(1), place]))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: --checkpoint: not the URL of an object: {shown}\n"
                        + "hint: use the form s3://bucket/directory/checkpoint.json\n"
                )
            );

    [Fact]
    public async Task A_key_without_a_checkpoint() =>
        (await ProgramRun.OfAsync([.. Arguments([]).SkipLast(2), "--checkpoint-key", _key]))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    "ctverify: --checkpoint-key requires --checkpoint\nhint: pass the checkpoint with --checkpoint\n"
                )
            );

    [Fact]
    public async Task A_key_that_is_invalid_missing_or_readable_by_others()
    {
        var (missing, open) = (_folder.PathTo("missing.pem"), Key("open", TestKey.First));
        var none = _folder.Write("none.pem", "no key");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(none, UnixFileMode.UserRead);
            File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }

        (await RunAsync("--checkpoint-key", missing))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: cannot read {missing}: no such file\n"
                        + "hint: create one with: ctverify keys generate\n"
                )
            );
        (await RunAsync("--checkpoint-key", none))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: {none}: it is not an RSA private "
                        + "key in PEM\nhint: create one with: ctverify keys generate\n"
                )
            );
        (await RunAsync("--checkpoint-key", open))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: {open}: the private key is accessible to other users\n" + $"hint: chmod 600 '{open}'\n"
                )
            );
    }

    [Fact]
    public async Task An_unwritable_report_is_an_error_before_the_verification()
    {
        File.Delete(Digests().First());
        var folder = Directory.CreateDirectory(_folder.PathTo("folder")).FullName;
        var reportInTheWay = Directory.CreateDirectory(Path.Combine(folder, "report.json")).FullName;

        var run = await RunAsync("--report", reportInTheWay);

        (run.ExitCode, run.Output).Should().Be((2, ""), "{0}", run);
        run.Errors.Should().Contain($"ctverify: --report: cannot write {reportInTheWay}: it is a directory");
    }

    private async Task ShouldBeRejectedAsync(Func<string, string> tamper, string fault, params string[] more)
    {
        if (!File.Exists(_checkpoint))
            await RunAsync(more);
        var content = tamper(File.ReadAllText(_checkpoint));
        File.WriteAllText(_checkpoint, content);

        (await RunAsync(more))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: --checkpoint: {_checkpoint} is not usable: {fault}\n"
                        + $"hint: {(more.Length == 0 ? Hint : KeyHint)}\n"
                )
            );

        File.ReadAllText(_checkpoint).Should().Be(content, "a rejected checkpoint must not be replaced");
    }

    private string[] Signed(bool isSigned = true) => isSigned ? ["--checkpoint-key", _key] : [];

    private string Key(string folder, TestKey key)
    {
        using var signer = key.Signer();
        using var keys = new SigningKeyDirectory(_folder.PathTo(folder));
        return keys.Add(signer, "us-east-2", null, null).PrivatePath;
    }

    private IEnumerable<string> Digests() =>
        Directory
            .EnumerateFiles(_bucket, "*.json.gz", SearchOption.AllDirectories)
            .Where(path => path.Contains("CloudTrail-Digest", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private Task<ProgramRun> RunAsync(params string[] more) => ProgramRun.OfAsync(Arguments(more));

    private string[] Arguments(string[] more) =>
        [.. _valid.Arguments, "--source", _bucket, "--keys", _valid.PublicKeys, .. more, "--checkpoint", _checkpoint];
}
