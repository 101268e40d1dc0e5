using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.GitHub;

/// <summary>The Action runs only the release file whose SHA-256 it pins.</summary>
public sealed class ActionInstallTests : IAsyncLifetime
{
    private readonly TemporaryFolder _job = new();
    private ReleaseServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ReleaseServer.StartAsync();

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        _job.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_pinned_release_is_downloaded_once_for_each_job()
    {
        (await RunAsync()).ExitCode.Should().Be(0);

        (await RunAsync()).ExitCode.Should().Be(0);

        _server.Downloads.Should().Be(1);
    }

    [Theory]
    [InlineData("another file")]
    [InlineData("a truncated file")]
    [InlineData("an empty file")]
    public async Task A_file_with_another_SHA_256_never_runs(string change)
    {
        _server.Archive = change switch
        {
            "another file" => [.. _server.Archive!, 0],
            "a truncated file" => _server.Archive![..^100],
            _ => [],
        };

        var run = await RunAsync();

        run.ExitCode.Should().Be(1);
        run.Log.Should().MatchRegex("::error title=ctverify::the SHA-256 of .* is .*, but this Action pins ");
        Directory.GetFiles(_job.Root, "ctverify", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task A_missing_file_fails_the_step()
    {
        _server.Archive = null;

        var run = await RunAsync();

        run.ExitCode.Should().Be(1);
        run.Log.Should().Contain("::error title=ctverify::cannot download http://127.0.0.1:");
    }

    [Fact]
    public async Task A_build_from_source_runs_like_the_release()
    {
        var run = await ActionRun.OfAsync(
            new Dictionary<string, string>(Inputs, StringComparer.Ordinal) { ["build-from-source"] = "true" },
            _job.Root,
            _job.Root,
            RepositoryFolder.Root
        );

        run.ExitCode.Should().Be(0, "{0}", run.Log);
        run.Outputs["verdict"].Should().Be("valid");
        _server.Downloads.Should().Be(0);
    }

    private static Dictionary<string, string> Inputs { get; } =
        new(StringComparer.Ordinal)
        {
            ["trail-arn"] = SampleTrail.Arn,
            ["start-time"] = "2025-05-04T10:00:00Z",
            ["end-time"] = "2025-05-04T16:00:00Z",
            ["source"] = RepositoryFolder.At("testdata", "vectors", "valid", "buckets"),
            ["keys"] = RepositoryFolder.At("testdata", "vectors", "valid", "public-keys.json"),
        };

    private Task<ActionRun> RunAsync() => ActionRun.OfAsync(Inputs, _job.Root, _job.Root, _server.Action);
}
