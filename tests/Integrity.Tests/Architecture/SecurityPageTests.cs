using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Integrity.Aws;
using Integrity.Aws.S3.Listing;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.QueryResults;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Architecture;

/// <summary>SECURITY.md and the troubleshooting page match the code.</summary>
public class SecurityPageTests
{
    private static readonly string Troubleshooting = File.ReadAllText(Repository.PathTo("docs", "troubleshooting.md"));

    private static readonly string Page = File.ReadAllText(
        Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../SECURITY.md")
    );

    [Fact]
    public void Every_finding_code_is_explained_on_the_troubleshooting_page() =>
        Enum.GetNames<FindingCode>()
            .Should()
            .OnlyContain(code => Troubleshooting.Contains($"`{code}`", StringComparison.Ordinal));

    [Fact]
    public void SECURITY_md_names_every_finding_code() =>
        Enum.GetNames<FindingCode>().Should().OnlyContain(code => Page.Contains($"`{code}`", StringComparison.Ordinal));

    [Fact]
    public void Every_test_class_named_in_SECURITY_md_exists()
    {
        var named = Match(Page, "Tests: (?<found>[^.]*)\\.")
            .SelectMany(classes => Match(classes, "`(?<found>[A-Za-z]+)`"))
            .ToHashSet(StringComparer.Ordinal);

        named.Should().HaveCountGreaterThan(10);
        named.Should().BeSubsetOf(typeof(SecurityPageTests).Assembly.GetTypes().Select(type => type.Name));
    }

    [Fact]
    public void SECURITY_md_states_the_default_verification_limits()
    {
        var limits = new VerificationLimits();
        var query = new QueryResultsRequest { Bucket = "", Prefix = "" };

        Page.Should()
            .ContainAll(
                Row("MaxInflatedBytes", $"{limits.Digest.MaxInflatedBytes >> 20} MiB"),
                Row("MaxLogFiles", Number(limits.Digest.MaxLogFiles)),
                Row("MaxDepth", Number(limits.Digest.MaxDepth)),
                Row("MaxLogFileBytes", $"{limits.MaxLogFileBytes >> 30} GiB"),
                Row("MaxListedDigests", Number(limits.MaxListedDigests)),
                Row("MaxSignFileBytes", $"{query.MaxSignFileBytes >> 20} MiB"),
                Row("MaxListedObjects", Number(query.MaxListedObjects)),
                $"| {Number(Signature.MaxSize)} bytes |",
                $"| {Number(PublicKey.MinModulusBits)} to {Number(PublicKey.MaxModulusBits)} bits |"
            );
    }

    [Fact]
    public void SECURITY_md_states_the_limits_on_servers()
    {
        var listing = S3ListingLimits.Default;
        var settings = new AwsSettings();

        Page.Should()
            .ContainAll(
                $"| {Number(listing.MaxPages)}; {Number(listing.MaxEmptyPages)}; {Number(listing.MaxFolders)}; "
                    + $"{Number(S3ListingReader.MaxNames)}; "
                    + $"{S3ListingReader.MaxPageChars >> 20} MiB; {ListedName.MaxBytes >> 10} KiB |",
                $"| {settings.MinBytesPerSecond} bytes per second over {settings.RateWindow.TotalSeconds} s, twice |"
            );
    }

    private static IEnumerable<string> Match(string text, string pattern) =>
        Regex
            .Matches(text, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(match => match.Groups["found"].Value);

    private static string Row(string limit, string value) => $"(`{limit}`) | {value} |";

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
