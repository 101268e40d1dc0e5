using System.Text.Json.Nodes;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary>
/// Every report and the text output state whether a bundle's signature was checked, and with which key.
/// </summary>
public sealed class BundleInReportsTests : IDisposable
{
    private static readonly string[] Forms = [".json", ".sarif", ".xml", ".html", ".md"];

    private readonly TempDirectory _folder = new();
    private readonly Vector _vector = new("valid");

    private string BundlePath => _folder.PathTo("case-42.tar");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_bundle_with_a_checked_signature()
    {
        await BundleAsync(isSigned: true);

        await ShouldBeInEveryReportAsync(
            $"signed with the key {TestKey.First.Fingerprint} and unchanged since",
            $$"""{"file":"{{BundlePath}}","seal":"Verified","""
                + "\""
                + $$"""makerKey":"{{TestKey.First.Fingerprint}}","usesOwnKeys":false}""",
            notProved: null,
            "--keys",
            _vector.PublicKeys,
            "--bundle-key",
            MakerKey()
        );
    }

    [Fact]
    public async Task A_bundle_verified_with_its_own_keys()
    {
        _folder.Write("evidence/keys/us-east-2/k.json", File.ReadAllBytes(_vector.PublicKeys));
        await BundleAsync(isSigned: true);

        await ShouldBeInEveryReportAsync(
            $"signed with the key {TestKey.First.Fingerprint} and unchanged since; verified with the public "
                + "keys in the bundle",
            $$"""{"file":"{{BundlePath}}","seal":"Verified","""
                + "\""
                + $$"""makerKey":"{{TestKey.First.Fingerprint}}","usesOwnKeys":true}""",
            "That the creator of the bundle did not forge it",
            "--keys",
            "bundle",
            "--bundle-key",
            MakerKey()
        );
    }

    [Fact]
    public async Task A_signed_bundle_with_an_unchecked_signature()
    {
        await BundleAsync(isSigned: true);

        await ShouldBeInEveryReportAsync(
            "signature not checked",
            $$"""{"file":"{{BundlePath}}","seal":"NotChecked","usesOwnKeys":false}""",
            "Who created the bundle and that it is unchanged: its signature was not checked",
            "--keys",
            _vector.PublicKeys
        );
    }

    [Fact]
    public async Task An_unsigned_bundle()
    {
        await BundleAsync(isSigned: false);

        await ShouldBeInEveryReportAsync(
            "not signed",
            $$"""{"file":"{{BundlePath}}","seal":"NotSigned","usesOwnKeys":false}""",
            "Who created the bundle and that it is unchanged: it is not signed",
            "--keys",
            _vector.PublicKeys
        );
    }

    [Fact]
    public async Task A_report_on_a_directory_does_not_mention_bundles()
    {
        var run = await ProgramRun.OfAsync([
            .. _vector.Arguments,
            "--source",
            _vector.Buckets,
            "--keys",
            _vector.PublicKeys,
            "--format",
            "json",
        ]);

        JsonNode.Parse(run.Output)!["bundle"].Should().BeNull();
        run.Output.Should().NotContain("bundle.");
    }

    [Fact]
    public async Task A_bundle_that_does_not_match_its_signature_produces_no_report()
    {
        await BundleAsync(isSigned: true);
        var stranger = _folder.Write("stranger.der", TestKey.Untrusted.Der);

        var run = await ProgramRun.OfAsync([
            .. _vector.Arguments,
            "--source",
            BundlePath,
            "--keys",
            _vector.PublicKeys,
            "--bundle-key",
            stranger,
            "--report",
            _folder.PathTo("report.json"),
            "--format",
            "json",
        ]);

        (run.ExitCode, run.Output, File.Exists(_folder.PathTo("report.json"))).Should().Be((1, "", false));
    }

    private async Task ShouldBeInEveryReportAsync(string words, string json, string? notProved, params string[] options)
    {
        string[] arguments = [.. _vector.Arguments, "--source", BundlePath, .. options];
        var run = await ProgramRun.OfAsync([
            .. arguments,
            .. Forms.SelectMany(form => new[] { "--report", _folder.PathTo($"report{form}") }),
        ]);

        run.ExitCode.Should().Be(0, "the signature of the bundle does not affect the verdict");
        run.Output.Should().Contain($"\n\nRead from the bundle {BundlePath}, {words}\n\n");
        foreach (var form in Forms)
        {
            var report = File.ReadAllText(_folder.PathTo($"report{form}"));
            if (form != ".json")
                report.Should().Contain(words, "of {0}", form);
            if (form == ".xml")
                continue;
            if (notProved is null)
                report.Should().NotContain("the bundle, and that it is");
            else
                report.Should().Contain(notProved, "of {0}", form);
        }
        JsonNode.Parse(File.ReadAllText(_folder.PathTo("report.json")))!["bundle"]!.ToJsonString().Should().Be(json);
    }

    private string MakerKey() => _folder.Write("maker.der", TestKey.First.Der);

    private async Task BundleAsync(bool isSigned)
    {
        _folder.CopyOf(_vector.Buckets, "evidence");
        string[] signing = isSigned ? ["--signing-key", SigningKey()] : ["--unsigned"];
        (await ProgramRun.OfAsync(["bundle", _folder.PathTo("evidence"), "--out", BundlePath, .. signing]))
            .ExitCode.Should()
            .Be(0);
    }

    private string SigningKey()
    {
        var path = _folder.Write("seal.private.pem", TestKey.First.Rsa.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
