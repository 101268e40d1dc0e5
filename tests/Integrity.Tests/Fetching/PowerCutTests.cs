using System.Text;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Fetching;

/// <summary>
/// A power cut during a fetch may leave files without content, files missing in the manifest, and zeros at its end.
/// None of this is reported as tampering, and the next fetch repairs it.
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
    public void An_object_is_recorded_as_taken_only_after_it_is_on_disk()
    {
        var atSync = new List<string>();
        using (var manifest = new FetchManifest(_manifest, "manifest", () => atSync.Add(Text())))
        {
            manifest.Add(Taken("a", 0));
            manifest.Add(new AbsentLine(At(0), "bucket", "b"));
            Text().Should().Contain("absent").And.NotContain("taken");
            manifest.Add(Taken("c", 1));
            atSync.Should().BeEmpty("one sync covers several objects");

            manifest.Add(Taken("d", 5));

            atSync.Should().ContainSingle().Which.Should().NotContain("taken");
            Text().Split("\"taken\"").Should().HaveCount(4);
            manifest.Add(Taken("e", 6));
            Text().Split("\"taken\"").Should().HaveCount(4);
            manifest
                .Record.StatusOf(new ObjectLocation("bucket", "e"))
                .Should()
                .Be(FetchStatus.Taken, "the running fetch has stored it");
        }
        Text().Split("\"taken\"").Should().HaveCount(5);
    }

    [Fact]
    public void An_object_that_cannot_be_synced_is_not_recorded_and_ends_the_fetch()
    {
        using (var manifest = new FetchManifest(_manifest, "manifest", () => throw new IOException("the disk broke")))
        {
            manifest.Add(Taken("a", 0));

            manifest.Invoking(m => m.Flush()).Should().Throw<FetchException>().WithMessage("*the disk broke*");
        }
        Text().Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damaged_files_are_no_evidence_of_tampering_and_are_fetched_again(string damage)
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
        (await File.ReadAllTextAsync(_fixture.Manifest)).Should().Contain("damaged by an interrupted fetch: SHA-256 ");
        (await _fixture.VerifyCopyAsync()).ShouldBeValid();
        (await _fixture.VerifyBundleAsync()).ShouldBeValid();
        (await _fixture.FetchAsync()).Summary.Replaced.Should().Be(0);
    }

    [Fact]
    public async Task Intact_files_missing_in_the_manifest_are_kept()
    {
        await _fixture.FetchAsync();
        var whole = _fixture.State;
        RemoveLines();

        var (outcome, summary) = await _fixture.FetchAsync();

        outcome.ShouldBeValid();
        (summary.Replaced, summary.ProblemCount).Should().Be((0, 0));
        _fixture.State.Should().Equal(whole);
    }

    [Fact]
    public async Task Zeros_at_the_end_of_the_manifest_are_removed()
    {
        await _fixture.FetchAsync();
        await File.AppendAllTextAsync(_fixture.Manifest, new string('\0', 100_000) + "\n");

        (await _fixture.VerifyCopyAsync()).ShouldBeValid();
        (await _fixture.FetchAsync()).Outcome.ShouldBeValid();

        (await File.ReadAllTextAsync(_fixture.Manifest)).Should().NotContain("\0");
    }

    [Fact]
    public async Task A_file_changed_after_it_was_recorded_is_reported_and_kept()
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
        RemoveLines();
    }

    private void RemoveLines() =>
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
