using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// The work of an incident responder on a copy, in a network namespace without interfaces. Nothing needs a network.
/// </summary>
public sealed class WithoutNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Vector _vector = new("valid");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_bundle_is_created_and_verified_with_its_signature()
    {
        var (seal, bundle) = (_folder.At("seal.private.pem"), _folder.At("case-42.tar"));
        await OpenSslKey.GenerateAsync(seal);
        await OpenSslKey.ExportPublicAsync(seal, _folder.At("seal.pem"));

        var made = await CtVerifyProgram.RunWithoutNetworkAsync(
            "bundle",
            _vector.Buckets,
            "--out",
            bundle,
            "--signing-key",
            seal
        );
        var run = await CtVerifyProgram.RunWithoutNetworkAsync([
            .. _vector.Arguments,
            "--source",
            bundle,
            "--bundle-key",
            _folder.At("seal.pem"),
            "--keys",
            _vector.At("public-keys.json"),
            "--crypto",
            "both",
            "--report",
            _folder.At("report.html"),
        ]);

        (made.ExitCode, run.ExitCode, run.Errors).Should().Be((0, 0, ""), "{0} {1}", made, run);
        run.Output.Should().Contain("signed with the key ");
        (await File.ReadAllTextAsync(_folder.At("report.html"))).Should().Contain("signed with the key ");
    }

    [Fact]
    public async Task A_proof_of_a_log_file_is_created_and_checked()
    {
        var proof = _folder.At("proof.json");

        var made = await CtVerifyProgram.RunWithoutNetworkAsync(
            "prove",
            "--trail-arn",
            _vector.Arguments[_vector.Arguments.ToList().IndexOf("--trail-arn") + 1],
            "--log-file",
            _vector.LogFilePaths[0],
            "--source",
            _vector.Buckets,
            "--keys",
            _vector.At("public-keys.json"),
            "--out",
            proof
        );
        var check = await CtVerifyProgram.RunWithoutNetworkAsync(
            "prove",
            "--check",
            proof,
            "--keys",
            _vector.At("public-keys.json")
        );

        (made.ExitCode, made.Errors, check.ExitCode, check.Errors).Should().Be((0, "", 0, ""));
    }

    [Theory]
    [InlineData("query-valid", 0)]
    [InlineData("query-modify-file", 1)]
    public async Task Query_results_are_verified(string name, int exitCode)
    {
        var vector = RepositoryFolder.At("testdata", "vectors", name);
        var results = Path.GetDirectoryName(
            Directory
                .EnumerateFiles(Path.Combine(vector, "buckets"), "result_sign.json", SearchOption.AllDirectories)
                .Single()
        )!;

        var run = await CtVerifyProgram.RunWithoutNetworkAsync(
            "verify-query-results",
            "--local-export-path",
            results,
            "--keys",
            Path.Combine(vector, "public-keys.json")
        );

        run.ExitCode.Should().Be(exitCode, "{0}", run);
    }

    [Fact]
    public async Task A_copy_is_fetched_from_a_copy_and_its_report_is_converted()
    {
        var copy = _folder.At("copy");

        var fetched = await CtVerifyProgram.RunWithoutNetworkAsync([
            "fetch",
            .. _vector.Arguments.Skip(1).Where(argument => argument != "--verbose"),
            "--source",
            _vector.Buckets,
            "--keys",
            _vector.At("public-keys.json"),
            "--out",
            copy,
            "--report",
            _folder.At("report.json"),
        ]);
        var report = await CtVerifyProgram.RunWithoutNetworkAsync(
            "report",
            _folder.At("report.json"),
            "--report",
            _folder.At("report.md")
        );

        (fetched.ExitCode, report.ExitCode).Should().Be((0, 0), "{0} {1}", fetched, report);
        (await File.ReadAllTextAsync(_folder.At("report.md"))).Should().Contain("fetched into");
    }
}
