using System.Security.Cryptography;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>The C program that the benchmarks use as a baseline works as documented.</summary>
public sealed class YardstickTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_C_baseline_compiles_without_warnings_and_hashes_the_decompressed_content_of_every_file()
    {
        var program = new ExternalProgram(_folder.At("limit"), ExternalProgram.Gcc.Package);
        string[] paths =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(minute =>
                    SampleTrail.Put(
                        _folder.Root,
                        SampleTrail.LogFilePath(minute),
                        SampleTrail.Gzip(SampleTrail.Events(minute))
                    )
                ),
        ];
        await File.WriteAllLinesAsync(_folder.At("list"), paths);
        await ExternalProgram.Gcc.RunAsync(
            "-O2",
            "-Wall",
            "-Wextra",
            "-Werror",
            RepositoryFolder.At("tests", "Integrity.Benchmarks", "Local", "limit.c"),
            "-o",
            program.Name,
            "-ldeflate",
            "-lcrypto",
            "-lpthread"
        );

        var run = await program.RunAsync("2", "1", _folder.At("list"));

        var contents = Enumerable.Range(0, 3).Select(SampleTrail.Events).ToList();
        var hashes = contents.Aggregate(0UL, (all, content) => all ^ BitConverter.ToUInt64(SHA256.HashData(content)));
        run.Output.Should().MatchRegex($@"^\d+\.\d+ {contents.Sum(content => content.Length)} {hashes:x16}\n$");
    }
}
