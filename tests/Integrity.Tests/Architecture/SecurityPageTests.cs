using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Verification;

namespace Integrity.Tests.Architecture;

/// <summary>SECURITY.md says what there is.</summary>
public class SecurityPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../SECURITY.md"));

    [Fact]
    public void Every_finding_code_is_named() => Enum.GetNames<FindingCode>().Should().OnlyContain(code => Page.Contains($"`{code}`", StringComparison.Ordinal));

    [Fact]
    public void Every_test_class_that_is_named_exists()
    {
        var named = Regex.Matches(Page, "(?:Shown by|Held against every attack by|held against every outcome of every attack by) (?<classes>`[^.]*)\\.", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .SelectMany(match => Regex.Matches(match.Groups["classes"].Value, "`(?<class>[A-Za-z]+)`", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            .Select(match => match.Groups["class"].Value)
            .ToHashSet(StringComparer.Ordinal);

        named.Should().HaveCountGreaterThan(10);
        named.Should().BeSubsetOf(typeof(SecurityPageTests).Assembly.GetTypes().Select(type => type.Name));
    }

    [Fact]
    public void The_defaults_of_the_limits_are_those_of_the_code()
    {
        var limits = new VerificationLimits();

        Page.Should().ContainAll(
            Row("MaxInflatedBytes", $"{limits.Digest.MaxInflatedBytes >> 20} MiB"),
            Row("MaxLogFiles", Number(limits.Digest.MaxLogFiles)),
            Row("MaxDepth", Number(limits.Digest.MaxDepth)),
            Row("MaxLogFileBytes", $"{limits.MaxLogFileBytes >> 30} GiB"),
            Row("MaxListedDigests", Number(limits.MaxListedDigests)),
            $"| {Number(Signature.MaxSize)} bytes |",
            $"| {Number(PublicKey.MinModulusBits)} to {Number(PublicKey.MaxModulusBits)} bits |");
    }

    private static string Row(string limit, string value) => $"(`{limit}`) | {value} |";

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
