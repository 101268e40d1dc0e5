using System.Diagnostics;
using Integrity.Keys;
using Integrity.Tests.QueryResults;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary><c>verify-query-results</c> in a directory: output and exit codes.</summary>
public sealed class VerifyQueryResultsTests : IDisposable
{
    private readonly TempDirectory _scratch = new();

    public VerifyQueryResultsTests()
    {
        var query = new SavedQuery();
        foreach (var location in query.Store.Locations)
            _scratch.Write(Path.Combine("results", Path.GetFileName(location.Path)), query.Store[location]);
        _scratch.Write("keys/us-east-1/key.json", PublicKeyList.Write(query.Keys.Entries));
    }

    private string Folder => _scratch.PathTo("results");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Valid_results_print_the_line_of_the_AWS_CLI() =>
        (await RunAsync()).Should().Be(new ProgramRun(0, "Successfully validated sign and query result files\n", ""));

    [Fact]
    public async Task Verbose_output_lists_each_file_and_what_the_signature_does_not_cover()
    {
        var run = await RunAsync("--verbose");

        run.ExitCode.Should().Be(0);
        run.Output.Should()
            .Be(
                "Sign file result_sign.json\tvalid\nFile result_1.csv.gz\tvalid\nFile result_2.csv.gz\tvalid\n"
                    + "File result_3.csv.gz\tvalid\nSuccessfully validated sign and query result files\n"
            );
        run.Errors.Should().StartWith("note: the signature does not prove:\n  - The names of the files:");
    }

    [Fact]
    public async Task Every_problem_is_reported()
    {
        _scratch.Write("results/result_1.csv.gz", "changed");
        File.Delete(_scratch.PathTo("results", "result_2.csv.gz"));
        _scratch.Write("results/result_9.csv.gz", "added");

        var run = await RunAsync();

        run.ExitCode.Should().Be(1);
        run.Output.Should().BeEmpty();
        run.Errors.Should()
            .MatchRegex(
                "^\naws: \\[ERROR\\]: ValidationError: File result_1\\.csv\\.gz has inconsistent hash value "
                    + "with hash value recorded in sign file, hash value in sign file is [0-9a-f]{64} , but get "
                    + "[0-9a-f]{64}\n"
                    + $"\naws: \\[ERROR\\]: \\[Errno 2\\] No such file or directory: '{Folder}/result_2\\.csv\\.gz'\n"
                    + "\naws: \\[ERROR\\]: ValidationError: File result_9\\.csv\\.gz INVALID: not listed in the "
                    + "sign file\n"
                    + "hint: move files that do not belong to the query results out of their folder\n$"
            );
    }

    [Fact]
    public async Task A_link_out_of_the_directory_is_not_followed()
    {
        File.Move(_scratch.PathTo("results", "result_1.csv.gz"), _scratch.PathTo("genuine"));
        File.CreateSymbolicLink(_scratch.PathTo("results", "result_1.csv.gz"), _scratch.PathTo("genuine"));

        await ShouldBeIncomplete(
            "File result_1.csv.gz COULD NOT CHECK: its path contains a symbolic link, and links are not followed"
        );
    }

    [Fact]
    public async Task A_sign_file_that_is_a_link_is_not_followed()
    {
        File.Move(_scratch.PathTo("results", "result_sign.json"), _scratch.PathTo("genuine"));
        File.CreateSymbolicLink(_scratch.PathTo("results", "result_sign.json"), _scratch.PathTo("genuine"));

        await ShouldBeIncomplete(
            "Sign file result_sign.json COULD NOT CHECK: its path contains a symbolic link, and links are not followed"
        );
    }

    [Fact]
    public async Task A_pipe_under_the_name_of_a_result_does_not_block()
    {
        File.Delete(_scratch.PathTo("results", "result_1.csv.gz"));
        using (var mkfifo = Process.Start("mkfifo", [_scratch.PathTo("results", "result_1.csv.gz")]))
            await mkfifo.WaitForExitAsync();

        var run = await RunAsync();

        run.ExitCode.Should().Be(1);
        run.Errors.Should().Contain("File result_1.csv.gz has inconsistent hash value");
    }

    [Fact]
    public async Task Control_characters_in_a_name_do_not_reach_the_terminal()
    {
        var signFile = _scratch.PathTo("results", "result_sign.json");
        await File.WriteAllTextAsync(
            signFile,
            (await File.ReadAllTextAsync(signFile)).Replace(
                "result_1.csv.gz",
                "\\u001b]0;owned\\u0007",
                StringComparison.Ordinal
            )
        );

        var run = await RunAsync();

        run.ExitCode.Should().Be(1);
        run.Errors.Should().Contain("File \\u001b]0;owned\\u0007 INVALID").And.NotContain("\u001b");
    }

    [Fact]
    public async Task A_directory_without_a_sign_file_cannot_be_checked()
    {
        File.Delete(_scratch.PathTo("results", "result_sign.json"));

        await ShouldBeIncomplete(
            "Sign file result_sign.json COULD NOT CHECK: not found: nothing shows which files were delivered"
        );
    }

    [Fact]
    public async Task An_empty_list_is_reported_as_in_the_AWS_CLI()
    {
        var query = new SavedQuery();
        query.WriteSignFile([], TestKey.First);
        _scratch.Write("results/result_sign.json", query.SignFileBytes);

        (await RunAsync())
            .Should()
            .Be(new ProgramRun(1, "", "\naws: [ERROR]: ValidationError: No export file was found in sign file.\n"));
    }

    [Fact]
    public async Task An_unknown_key_is_reported_as_in_the_AWS_CLI() =>
        (await RunAsync("--region", "eu-west-1"))
            .Should()
            .Be(
                new ProgramRun(
                    1,
                    "",
                    $"\naws: [ERROR]: No public keys found for key with fingerprint: {TestKey.First.Fingerprint}\n"
                )
            );

    [Theory]
    [InlineData("the location of the query results is missing")]
    [InlineData("the location of the query results is missing", "--s3-prefix", "a")]
    [InlineData(
        "--local-export-path cannot be combined with --s3-bucket or --s3-prefix",
        "--local-export-path",
        ".",
        "--s3-bucket",
        "b"
    )]
    [InlineData(
        "--local-export-path cannot be combined with --s3-bucket or --s3-prefix",
        "--local-export-path",
        ".",
        "--s3-prefix",
        "b"
    )]
    [InlineData("--local-export-path: no such directory: nowhere", "--local-export-path", "nowhere")]
    [InlineData(
        "--region: not a region: example.com/; use a name such as us-east-2",
        "--local-export-path",
        ".",
        "--region",
        "example.com/"
    )]
    [InlineData("cannot read nowhere: no such file or directory", "--local-export-path", ".", "--keys", "nowhere")]
    public async Task Invalid_options_are_rejected_and_nothing_is_verified(string message, params string[] arguments)
    {
        var run = await ProgramRun.OfAsync(["verify-query-results", .. arguments]);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Errors.Should().StartWith($"ctverify: {message}\nhint: ");
    }

    private async Task ShouldBeIncomplete(string line)
    {
        var run = await RunAsync();

        run.ExitCode.Should().Be(3);
        run.Output.Should().BeEmpty();
        run.Errors.Should().StartWith($"\naws: [ERROR]: InformationCollectionError: {line}\nhint: ");
    }

    private Task<ProgramRun> RunAsync(params string[] more) =>
        ProgramRun.OfAsync([
            "verify-query-results",
            "--local-export-path",
            Folder,
            "--keys",
            _scratch.PathTo("keys"),
            .. more,
        ]);
}
