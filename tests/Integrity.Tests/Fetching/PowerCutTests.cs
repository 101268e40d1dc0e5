using System.Text;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Fetching;

/// <summary>
/// What a power cut leaves of a fetch: names without their content, no lines on them, zeros at the end of the manifest. None of it is taken for tampering, and the next fetch mends it.
/// </summary>
public sealed class PowerCutTests : IDisposable
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);
    private readonly FetchFixture _fixture;
    private readonly MemoryStream _manifest = new();

    public PowerCutTests() => _fixture = new FetchFixture(_trail);

    public static TheoryData<string> Damages => ["nothing of it", "zeros", "half of it"];

    private IReadOnlyList<ObjectLocation> Cut => [_trail.Digests[1].LogFiles[0].Location, _trail.Digests[2].Location];

    public void Dispose()
    {
        _fixture.Dispose();
        _manifest.Dispose();
    }

    [Fact]
    public void That_an_object_was_taken_is_written_only_when_it_is_on_the_disk()
    {
        var atSync = new List<string>();
        using (var manifest = new FetchManifest(_manifest, "manifest", () => atSync.Add(Text())))
        {
            manifest.Add(Taken("a", 0));
            manifest.Add(new AbsentLine(At(0), "bucket", "b"));
            Text().Should().Contain("absent").And.NotContain("taken");
            manifest.Add(Taken("c", 1));
            atSync.Should().BeEmpty("one sync serves many");

            manifest.Add(Taken("d", 5));

            atSync.Should().ContainSingle().Which.Should().NotContain("taken");
            Text().Split("\"taken\"").Should().HaveCount(4);
            manifest.Add(Taken("e", 6));
            Text().Split("\"taken\"").Should().HaveCount(4);
            manifest
                .Record.StatusOf(new ObjectLocation("bucket", "e"))
                .Should()
                .Be(FetchStatus.Taken, "who fetches now has it");
        }
        Text().Split("\"taken\"").Should().HaveCount(5);
    }

    [Fact]
    public void What_cannot_be_brought_to_the_disk_has_no_line_and_ends_the_fetch()
    {
        using (var manifest = new FetchManifest(_manifest, "manifest", () => throw new IOException("the disk broke")))
        {
            manifest.Add(Taken("a", 0));

            manifest.Invoking(m => m.Settle()).Should().Throw<FetchException>().WithMessage("*the disk broke*");
        }
        Text().Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damaged_files_are_no_evidence_of_tampering_and_are_fetched_again_once(string damage)
    {
        await _fixture.FetchAsync();
        var whole = _fixture.State;
        CutPower(damage);

        var between = await _fixture.VerifyCopyAsync();
        var (outcome, summary) = await _fixture.FetchAsync();

        between.Verdict.Should().Be(Verdict.Incomplete);
        outcome.ShouldBeValid();
        (summary.Replaced, summary.ProblemCount).Should().Be((2, 0));
        _fixture.State.Where(file => !file.Key.EndsWith("-unfinished", StringComparison.Ordinal)).Should().Equal(whole);
        (await File.ReadAllTextAsync(_fixture.Manifest))
            .Should()
            .Contain("an interrupted fetch had left it damaged: SHA-256 ");
        (await _fixture.VerifyCopyAsync()).ShouldBeValid();
        (await _fixture.VerifyBundleAsync()).ShouldBeValid();
        (await _fixture.FetchAsync()).Summary.Replaced.Should().Be(0);
    }

    [Fact]
    public async Task Files_that_are_whole_without_a_line_are_kept()
    {
        await _fixture.FetchAsync();
        var whole = _fixture.State;
        TakeLinesOff();

        var (outcome, summary) = await _fixture.FetchAsync();

        outcome.ShouldBeValid();
        (summary.Replaced, summary.ProblemCount).Should().Be((0, 0));
        _fixture.State.Should().Equal(whole);
    }

    [Fact]
    public async Task Zeros_at_the_end_of_the_manifest_are_taken_off()
    {
        await _fixture.FetchAsync();
        await File.AppendAllTextAsync(_fixture.Manifest, new string('\0', 100_000) + "\n");

        (await _fixture.VerifyCopyAsync()).ShouldBeValid();
        (await _fixture.FetchAsync()).Outcome.ShouldBeValid();

        (await File.ReadAllTextAsync(_fixture.Manifest)).Should().NotContain("\0");
    }

    [Fact]
    public async Task A_file_that_was_changed_after_its_line_was_written_is_named_and_left()
    {
        await _fixture.FetchAsync();
        await File.WriteAllTextAsync(_fixture.PathOf(Cut[0]), "mine");

        var (outcome, summary) = await _fixture.FetchAsync();

        outcome.ShouldBeInvalid(new Expected(FindingCode.LogFileFormat, Cut[0]));
        summary
            .Problems.Should()
            .ContainSingle()
            .Which.Should()
            .Match<FetchProblem>(problem =>
                problem.IsChanged && problem.Location == Cut[0] && problem.Message.Contains("is not what was fetched")
            );
        (await File.ReadAllTextAsync(_fixture.PathOf(Cut[0]))).Should().Be("mine");
    }

    private void CutPower(string damage)
    {
        foreach (var path in Cut.Select(_fixture.PathOf))
        {
            var content = File.ReadAllBytes(path);
            File.WriteAllBytes(
                path,
                damage switch
                {
                    "zeros" => new byte[content.Length],
                    "half of it" => content[..(content.Length / 2)],
                    _ => [],
                }
            );
        }
        TakeLinesOff();
    }

    private void TakeLinesOff() =>
        File.WriteAllLines(
            _fixture.Manifest,
            File.ReadAllLines(_fixture.Manifest)
                .Where(line =>
                    !line.StartsWith("{\"kind\":\"end\"", StringComparison.Ordinal)
                    && !Cut.Any(cut => line.Contains(cut.Path, StringComparison.Ordinal))
                )
        );

    private string Text() => Encoding.UTF8.GetString(_manifest.ToArray());

    private static DateTimeOffset At(int seconds) => TrailSimulator.Start.AddSeconds(seconds);

    private static TakenLine Taken(string path, int seconds) => new(At(seconds), "bucket", path, 1, "00");
}
