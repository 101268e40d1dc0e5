using System.Security.Cryptography;
using System.Text;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Bundles;

/// <summary>
/// Changes made to a bundle without the private key of its signer. With the signer's public key every change is
/// detected, and no change ever leads to a wrong Valid.
/// </summary>
public sealed class BundleAttacks : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly SortedDictionary<string, byte[]> _members = new(StringComparer.Ordinal);
    private readonly string _signerKey;

    public BundleAttacks()
    {
        foreach (var file in Directory.EnumerateFiles(new Vector("valid").Buckets, "*", SearchOption.AllDirectories))
            _members[$"evidence/{Path.GetRelativePath(new Vector("valid").Buckets, file)}"] = File.ReadAllBytes(file);
        _members["keys/us-east-2/k.json"] = File.ReadAllBytes(new Vector("valid").PublicKeys);
        _members["reports/may.json"] = Encoding.UTF8.GetBytes("{}");
        Sign(TestKey.First);
        _signerKey = _directory.Write("seal.der", TestKey.First.Der);
    }

    private string LogFile =>
        _members.Keys.First(name =>
            name.Contains("/CloudTrail/", StringComparison.Ordinal)
            && !name.EndsWith(".meta.json", StringComparison.Ordinal)
        );

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_unchanged_bundle_is_valid_with_separate_keys_and_with_the_keys_in_it()
    {
        var separate = await VerifyAsync("--keys", new Vector("valid").PublicKeys);
        var bundled = await VerifyAsync("--keys", "bundle", "--bundle-key", _signerKey);

        separate.ExitCode.Should().Be(0);
        separate.Errors.Should().Contain("the bundle's signature was not checked");
        bundled.ExitCode.Should().Be(0);
        bundled.Errors.Should().BeEmpty();
        bundled
            .Output.Should()
            .Be(
                separate.Output.Replace(
                    "signature not checked",
                    $"signed with the key {TestKey.First.Fingerprint} and unchanged since; "
                        + "verified with the public keys in the bundle",
                    StringComparison.Ordinal
                )
            );
    }

    [Fact]
    public async Task Keys_in_the_bundle_are_rejected_without_the_key_of_its_signer()
    {
        var run = await VerifyAsync("--keys", "bundle");

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().Contain("--keys bundle requires --bundle-key");
    }

    [Fact]
    public async Task A_changed_log_file_is_detected()
    {
        _members[LogFile] = GzipBytes.Compress("{\"Records\":[]}"u8);

        await ShouldBeDetectedAsync($"{LogFile}: size is ");
        (await VerifyAsync("--keys", new Vector("valid").PublicKeys))
            .ExitCode.Should()
            .Be(1, "the digests also show the change");
    }

    [Fact]
    public async Task A_changed_report_is_detected()
    {
        _members["reports/may.json"] = Encoding.UTF8.GetBytes("[]");

        await ShouldBeDetectedAsync("reports/may.json: hash does not match the manifest");
    }

    [Fact]
    public async Task A_removed_log_file_is_detected()
    {
        var taken = LogFile;
        _members.Remove(taken);

        await ShouldBeDetectedAsync($"{taken}: missing from the bundle");
        (await VerifyAsync("--keys", new Vector("valid").PublicKeys))
            .ExitCode.Should()
            .Be(1, "the digests also show the deletion");
    }

    [Fact]
    public async Task An_added_key_is_detected()
    {
        _members["keys/us-east-2/untrusted.der"] = TestKey.Untrusted.Der;

        await ShouldBeDetectedAsync("keys/us-east-2/untrusted.der: added to the bundle");
    }

    [Fact]
    public async Task A_member_renamed_in_case_only_is_detected()
    {
        _members["reports/May.json"] = _members["reports/may.json"];
        _members.Remove("reports/may.json");

        await ShouldBeDetectedAsync("reports/May.json: added to the bundle");
    }

    [Fact]
    public async Task A_bundle_signed_again_with_another_key_is_rejected()
    {
        _members["reports/may.json"] = Encoding.UTF8.GetBytes("forged");
        Sign(TestKey.Untrusted);

        await ShouldBeDetectedAsync("the manifest was signed with another key or changed after signing");
    }

    [Fact]
    public async Task A_changed_manifest_is_rejected()
    {
        _members["reports/may.json"] = Encoding.UTF8.GetBytes("forged");
        var signature = _members["manifest.sig"];
        Sign(TestKey.Untrusted);
        _members["manifest.sig"] = signature;

        await ShouldBeDetectedAsync("the manifest was signed with another key or changed after signing");
    }

    [Fact]
    public async Task A_removed_signature_is_rejected()
    {
        _members.Remove("manifest.sig");

        await ShouldBeDetectedAsync("the manifest is not signed");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(257)]
    [InlineData(100_000)]
    public async Task A_signature_of_another_length_is_rejected(int length)
    {
        _members["manifest.sig"] = [.. _members["manifest.sig"], .. new byte[100_000]];
        _members["manifest.sig"] = _members["manifest.sig"][..length];

        await ShouldBeDetectedAsync("the manifest was signed with another key or changed after signing");
    }

    [Theory]
    [InlineData("")]
    [InlineData("ctverify bundle 2\n")]
    [InlineData("ctverify bundle 1")]
    [InlineData("ctverify bundle 1\nnonsense\n")]
    [InlineData("ctverify bundle 1\n4bcc3bd6d0981aee7d10e4fc8681fc57d34a5e54a7f106ea5f813b8bb694c855 -1 a\n")]
    [InlineData(
        "ctverify bundle 1\n4bcc3bd6d0981aee7d10e4fc8681fc57d34a5e54a7f106ea5f813b8bb694c855 99999999999999999999 a\n"
    )]
    public async Task A_malformed_manifest_is_rejected(string manifest)
    {
        _members["manifest.txt"] = Encoding.UTF8.GetBytes(manifest);

        await ShouldBeDetectedAsync("manifest");
    }

    [Theory]
    [InlineData("", "truncated manifest")]
    [InlineData("ctverify bundle 2\n", "unknown manifest format or version")]
    [InlineData("ctverify bundle 1", "truncated manifest")]
    [InlineData("ctverify bundle 1\nnonsense\n", "malformed manifest line")]
    [InlineData(
        "ctverify bundle 1\n4bcc3bd6d0981aee7d10e4fc8681fc57d34a5e54a7f106ea5f813b8bb694c855 -1 a\n",
        "malformed manifest line"
    )]
    public async Task A_signed_malformed_manifest_is_rejected(string manifest, string problem)
    {
        _members["manifest.txt"] = Encoding.UTF8.GetBytes(manifest);
        _members["manifest.sig"] = Convert.FromHexString(TestKey.First.SignHex(_members["manifest.txt"]));

        await ShouldBeDetectedAsync(problem);
    }

    [Fact]
    public async Task A_manifest_with_an_endless_line_is_rejected()
    {
        _members["manifest.txt"] = Encoding.UTF8.GetBytes("ctverify bundle 1\n" + new string('x', 1_000_000) + "\n");
        _members["manifest.sig"] = Convert.FromHexString(TestKey.First.SignHex(_members["manifest.txt"]));

        await ShouldBeDetectedAsync("manifest line too long");
    }

    [Fact]
    public async Task A_removed_manifest_is_rejected()
    {
        _members.Remove("manifest.txt");

        (await VerifyAsync("--keys", new Vector("valid").PublicKeys))
            .Should()
            .Match<ProgramRun>(run =>
                run.ExitCode == 2 && run.Errors.Contains("is not a bundle: no manifest.txt in the archive")
            );
    }

    [Theory]
    [InlineData("../outside", '0')]
    [InlineData("/tmp/outside", '0')]
    [InlineData("evidence/../../outside", '0')]
    [InlineData("evidence/link", '2')]
    [InlineData("evidence/hard-link", '1')]
    [InlineData("evidence/device", '3')]
    [InlineData("evidence/pipe", '6')]
    [InlineData("evidence/sparse", 'S')]
    [InlineData("manifest.txt", '0')]
    [InlineData("manifest.sig", '0')]
    [InlineData("reports/may.json", '0')]
    public async Task A_hostile_member_makes_the_whole_bundle_rejected_and_nothing_is_written(string name, char kind)
    {
        var hostile = Archive().Add(name, "x", kind).End();
        _directory.Write("in/hostile.tar", hostile);
        var before = _directory.State();

        foreach (
            var keys in (string[][])
                [
                    ["--keys", new Vector("valid").PublicKeys],
                    ["--keys", "bundle", "--bundle-key", _signerKey],
                ]
        )
        {
            var run = await ProgramRun.OfAsync([
                .. new Vector("valid").Arguments,
                "--source",
                _directory.PathTo("in", "hostile.tar"),
                .. keys,
            ]);

            (run.ExitCode, run.Output).Should().Be((2, ""), "{0}", run);
            run.Errors.Should().Contain("hostile.tar is not a bundle: ").And.NotContain("internal error");
        }
        _directory.State().Should().Equal(before);
    }

    [Fact]
    public async Task Data_after_the_end_of_a_genuine_bundle_is_rejected()
    {
        var path = _directory.Write("bundle.tar", [.. Archive().End(), .. Archive().End()]);

        var run = await ProgramRun.OfAsync([
            .. new Vector("valid").Arguments,
            "--source",
            path,
            "--keys",
            new Vector("valid").PublicKeys,
        ]);

        (run.ExitCode, run.Output).Should().Be((2, ""));
    }

    [Fact]
    public async Task Control_characters_in_names_do_not_reach_the_terminal()
    {
        _members["reports/\u001b[2J"] = [];

        var run = await VerifyAsync("--keys", "bundle", "--bundle-key", _signerKey);

        run.ExitCode.Should().Be(1);
        run.Errors.Should().NotContain("\u001b");
    }

    private async Task ShouldBeDetectedAsync(string problem)
    {
        var run = await VerifyAsync("--keys", "bundle", "--bundle-key", _signerKey);

        (run.ExitCode, run.Output).Should().Be((1, ""));
        run.Errors.Should().Contain(problem).And.Contain("is INVALID: it does not match what its creator signed");
    }

    private Task<ProgramRun> VerifyAsync(params string[] options)
    {
        var path = _directory.Write("bundle.tar", Archive().End());
        return ProgramRun.OfAsync([.. new Vector("valid").Arguments, "--source", path, .. options]);
    }

    private TarDraft Archive()
    {
        var draft = new TarDraft();
        string[] last = ["manifest.txt", "manifest.sig"];
        foreach (
            var name in _members.Keys.Except(last, StringComparer.Ordinal).Concat(last.Where(_members.ContainsKey))
        )
            draft.AddBundled(name, _members[name]);
        return draft;
    }

    /// <summary>Writes a new manifest and signs it.</summary>
    private void Sign(TestKey key)
    {
        _members.Remove("manifest.txt");
        _members.Remove("manifest.sig");
        var lines = _members.Select(member =>
            $"{Convert.ToHexStringLower(SHA256.HashData(member.Value))} {member.Value.Length} {member.Key}\n"
        );
        _members["manifest.txt"] = Encoding.UTF8.GetBytes("ctverify bundle 1\n" + string.Concat(lines));
        _members["manifest.sig"] = Convert.FromHexString(key.SignHex(_members["manifest.txt"]));
    }
}
