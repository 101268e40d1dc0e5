using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>The demo, as a new user runs it first.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Without_a_directory_every_attack_is_detected_and_nothing_is_kept()
    {
        var run = await CtVerifyProgram.RunAsync([("TMPDIR", _directory.Root)], "demo");

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain("\nAll 12 attacks were detected.\n").And.Contain("The files were deleted.");
        run.Output.Should().NotMatchRegex(@"(?m)^ ?\d+ .* VALID$", "no attack may pass");
        run.ErrorBytes.Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(_directory.Root).Should().BeEmpty();
    }

    [Fact]
    public async Task With_a_directory_the_trail_and_a_copy_for_each_attack_are_kept()
    {
        var playground = _directory.At("playground");

        var run = await CtVerifyProgram.RunAsync("demo", playground);

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain($"The untouched trail is in {playground}");
        Directory.EnumerateDirectories(Path.Combine(playground, "attacks")).Should().HaveCount(12);
    }

    [Fact]
    public async Task A_directory_with_files_in_it_is_refused()
    {
        await File.WriteAllTextAsync(_directory.At("notes.txt"), "mine");

        var run = await CtVerifyProgram.RunAsync("demo", _directory.Root);

        run.ExitCode.Should().Be(2, "{0}", run);
        Directory.EnumerateFileSystemEntries(_directory.Root).Should().ContainSingle();
    }
}
