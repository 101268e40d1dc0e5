using System.Security.Cryptography;
using System.Text;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Bundles;

/// <summary>Whoever has the bundle in hand, but not its maker's key, changes it. With the maker's public key, each change is told; and no change ever gives Valid wrongly.</summary>
public sealed class BundleAttacks : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly SortedDictionary<string, byte[]> _members = new(StringComparer.Ordinal);
    private readonly string _makerKey;

    public BundleAttacks()
    {
        foreach (var file in Directory.EnumerateFiles(new Vector("valid").Buckets, "*", SearchOption.AllDirectories))
            _members[$"evidence/{Path.GetRelativePath(new Vector("valid").Buckets, file)}"] = File.ReadAllBytes(file);
        _members["keys/us-east-2/k.json"] = File.ReadAllBytes(new Vector("valid").PublicKeys);
        _members["reports/may.json"] = Encoding.UTF8.GetBytes("{}");
        Seal(TestKey.First);
        _makerKey = _folder.Write("seal.der", TestKey.First.Der);
    }

    private string LogFile =>
        _members.Keys.First(name =>
            name.Contains("/CloudTrail/", StringComparison.Ordinal)
            && !name.EndsWith(".meta.json", StringComparison.Ordinal)
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Untouched_it_is_valid_with_keys_from_elsewhere_and_with_its_own()
    {
        var elsewhere = await VerifyAsync("--keys", new Vector("valid").PublicKeys);
        var own = await VerifyAsync("--keys", "bundle", "--bundle-key", _makerKey);

        elsewhere.ExitCode.Should().Be(0);
        elsewhere.Errors.Should().Contain("the bundle's own signature was not checked");
        own.ExitCode.Should().Be(0);
        own.Errors.Should().BeEmpty();
        own.Output.Should()
            .Be(
                elsewhere.Output.Replace(
                    "signature not checked",
                    $"signed with the key {TestKey.First.Fingerprint} and unchanged since; verified with the public keys in the bundle",
                    StringComparison.Ordinal
                )
            );
    }

    [Fact]
    public async Task Keys_in_the_bundle_are_refused_without_the_key_of_its_maker()
    {
        var run = await VerifyAsync("--keys", "bundle");

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().Contain("--keys bundle is refused without --bundle-key");
    }

    [Fact]
    public async Task A_log_file_changed()
    {
        _members[LogFile] = GzipBytes.Compress("{\"Records\":[]}"u8);

        await ShouldBeToldAsync($"{LogFile}: it has ");
        (await VerifyAsync("--keys", new Vector("valid").PublicKeys))
            .ExitCode.Should()
            .Be(1, "the digests tell it too");
    }

    [Fact]
    public async Task A_report_changed_in_one_letter()
    {
        _members["reports/may.json"] = Encoding.UTF8.GetBytes("[]");

        await ShouldBeToldAsync("reports/may.json: its hash is not the one in the manifest");
    }

    [Fact]
    public async Task A_log_file_taken_out()
    {
        var taken = LogFile;
        _members.Remove(taken);

        await ShouldBeToldAsync($"{taken}: it was taken out of the bundle");
        (await VerifyAsync("--keys", new Vector("valid").PublicKeys))
            .ExitCode.Should()
            .Be(1, "the digests tell it too");
    }

    [Fact]
    public async Task A_key_added()
    {
        _members["keys/us-east-2/stranger.der"] = TestKey.Untrusted.Der;

        await ShouldBeToldAsync("keys/us-east-2/stranger.der: it was added to the bundle");
    }

    [Fact]
    public async Task A_member_renamed_by_case()
    {
        _members["reports/May.json"] = _members["reports/may.json"];
        _members.Remove("reports/may.json");

        await ShouldBeToldAsync("reports/May.json: it was added to the bundle");
    }

    [Fact]
    public async Task Everything_replaced_and_signed_with_a_key_of_the_attacker()
    {
        _members["reports/may.json"] = Encoding.UTF8.GetBytes("forged");
        Seal(TestKey.Untrusted);

        await ShouldBeToldAsync("its manifest is not signed with this key, or was changed since");
    }

    [Fact]
    public async Task The_manifest_changed_along_with_a_member()
    {
        _members["reports/may.json"] = Encoding.UTF8.GetBytes("forged");
        var signature = _members["manifest.sig"];
        Seal(TestKey.Untrusted);
        _members["manifest.sig"] = signature;

        await ShouldBeToldAsync("its manifest is not signed with this key, or was changed since");
    }

    [Fact]
    public async Task The_signature_taken_out()
    {
        _members.Remove("manifest.sig");

        await ShouldBeToldAsync("its manifest is not signed");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(257)]
    [InlineData(100_000)]
    public async Task The_signature_of_another_length(int length)
    {
        _members["manifest.sig"] = [.. _members["manifest.sig"], .. new byte[100_000]];
        _members["manifest.sig"] = _members["manifest.sig"][..length];

        await ShouldBeToldAsync("its manifest is not signed with this key, or was changed since");
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
    public async Task A_manifest_that_is_none(string manifest)
    {
        _members["manifest.txt"] = Encoding.UTF8.GetBytes(manifest);

        await ShouldBeToldAsync("manifest");
    }

    [Theory]
    [InlineData("", "the manifest is cut off")]
    [InlineData("ctverify bundle 2\n", "the manifest is of an unknown form or version")]
    [InlineData("ctverify bundle 1", "the manifest is cut off")]
    [InlineData("ctverify bundle 1\nnonsense\n", "a line of the manifest is not of its form")]
    [InlineData(
        "ctverify bundle 1\n4bcc3bd6d0981aee7d10e4fc8681fc57d34a5e54a7f106ea5f813b8bb694c855 -1 a\n",
        "a line of the manifest is not of its form"
    )]
    public async Task A_signed_manifest_that_is_none(string manifest, string problem)
    {
        _members["manifest.txt"] = Encoding.UTF8.GetBytes(manifest);
        _members["manifest.sig"] = Convert.FromHexString(TestKey.First.SignHex(_members["manifest.txt"]));

        await ShouldBeToldAsync(problem);
    }

    [Fact]
    public async Task A_manifest_of_one_endless_line()
    {
        _members["manifest.txt"] = Encoding.UTF8.GetBytes("ctverify bundle 1\n" + new string('x', 1_000_000) + "\n");
        _members["manifest.sig"] = Convert.FromHexString(TestKey.First.SignHex(_members["manifest.txt"]));

        await ShouldBeToldAsync("a line of the manifest is too long");
    }

    [Fact]
    public async Task The_manifest_taken_out()
    {
        _members.Remove("manifest.txt");

        (await VerifyAsync("--keys", new Vector("valid").PublicKeys))
            .Should()
            .Match<ProgramRun>(run =>
                run.ExitCode == 2 && run.Errors.Contains("is not a bundle: it has no manifest.txt")
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
    public async Task A_genuine_bundle_with_a_hostile_member_is_refused_as_a_whole_and_nothing_is_written_anywhere(
        string name,
        char kind
    )
    {
        var hostile = Archive().Add(name, "x", kind).End();
        _folder.Write("in/hostile.tar", hostile);
        var before = _folder.State();

        foreach (
            var keys in (string[][])
                [
                    ["--keys", new Vector("valid").PublicKeys],
                    ["--keys", "bundle", "--bundle-key", _makerKey],
                ]
        )
        {
            var run = await ProgramRun.OfAsync([
                .. new Vector("valid").Arguments,
                "--source",
                _folder.PathTo("in", "hostile.tar"),
                .. keys,
            ]);

            (run.ExitCode, run.Output).Should().Be((2, ""), "{0}", run);
            run.Errors.Should().Contain("hostile.tar is not a bundle: ").And.NotContain("internal error");
        }
        _folder.State().Should().Equal(before);
    }

    [Fact]
    public async Task Something_behind_the_end_of_a_genuine_bundle_is_refused()
    {
        var path = _folder.Write("bundle.tar", [.. Archive().End(), .. Archive().End()]);

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
    public async Task Names_with_control_characters_do_not_reach_the_terminal()
    {
        _members["reports/\u001b[2J"] = [];

        var run = await VerifyAsync("--keys", "bundle", "--bundle-key", _makerKey);

        run.ExitCode.Should().Be(1);
        run.Errors.Should().NotContain("\u001b");
    }

    private async Task ShouldBeToldAsync(string problem)
    {
        var run = await VerifyAsync("--keys", "bundle", "--bundle-key", _makerKey);

        (run.ExitCode, run.Output).Should().Be((1, ""));
        run.Errors.Should().Contain(problem).And.Contain("is INVALID: it is not what its maker signed");
    }

    private Task<ProgramRun> VerifyAsync(params string[] options)
    {
        var path = _folder.Write("bundle.tar", Archive().End());
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

    /// <summary>Makes the manifest anew, by hand, and signs it.</summary>
    private void Seal(TestKey key)
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
