using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Docs;

/// <summary>The picture in README.md shows the current output.</summary>
public sealed class PictureTests : IDisposable
{
    private const string Picture = "docs/images/validate-logs.svg";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_picture_in_the_README_is_up_to_date()
    {
        var drawn = _folder.At("picture.svg");
        await new ExternalProgram("bash", "bash").RunAsync(
            "-c",
            $"""
            set -e
            cd '{RepositoryFolder.Root}'
            ctverify() {'{'} {CtVerifyProgram.ShellCommand} "$@"; {'}'}
            . scripts/draw-pictures '{drawn}'
            """
        );

        var isWriting = Environment.GetEnvironmentVariable("INTEGRITY_WRITE_DOCS") == "1";
        if (isWriting)
            File.Copy(drawn, RepositoryFolder.At(Picture.Split('/')), overwrite: true);
        (await File.ReadAllTextAsync(RepositoryFolder.At(Picture.Split('/'))))
            .Should()
            .Be(await File.ReadAllTextAsync(drawn), "run the test with INTEGRITY_WRITE_DOCS=1 to draw it again");
    }
}
