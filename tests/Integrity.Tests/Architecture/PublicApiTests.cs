using System.Reflection;
using Integrity.Aws;
using Integrity.BouncyCastle;
using Integrity.Tests.Support;

namespace Integrity.Tests.Architecture;

/// <summary>
/// Compares the public API of each package with an approved file, so that it never changes by accident, and holds it
/// to rules.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly Dictionary<string, Assembly> Packages = new(StringComparer.Ordinal)
    {
        ["Integrity"] = typeof(TrailVerification).Assembly,
        ["Integrity.Aws"] = typeof(AwsTrail).Assembly,
        ["Integrity.BouncyCastle"] = typeof(BouncyCastleSignatureCheck).Assembly,
    };

    public static TheoryData<string> Names => [.. Packages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_public_API_matches_the_approved_file(string package)
    {
        var name = package == "Integrity" ? "PublicApi" : $"PublicApi.{package}";
        var approvedPath = Repository.PathTo("tests", "Integrity.Tests", "Architecture", $"{name}.approved.txt");
        var receivedPath = Path.Combine(AppContext.BaseDirectory, $"{name}.received.txt");
        var approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath) : "";

        var received = PublicApi.Of(Packages[package]);

        File.WriteAllText(receivedPath, received);
        var (added, removed) = (
            Lines(received).Except(Lines(approved), StringComparer.Ordinal),
            Lines(approved).Except(Lines(received), StringComparer.Ordinal)
        );
        (received == approved)
            .Should()
            .BeTrue(
                "the public API must match the approved file.\nNew or changed:\n{0}\nRemoved or changed:\n{1}\n"
                    + "If library users need this change, approve it and add it to CHANGELOG.md:\n  cp '{2}' '{3}'\n"
                    + "Otherwise make it internal.",
                string.Join('\n', added),
                string.Join('\n', removed),
                receivedPath,
                approvedPath
            );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_public_member_has_a_tuple(string package) =>
        PublicApi
            .Of(Packages[package])
            .Split('\n')
            .Where(line => line.Contains("ValueTuple", StringComparison.Ordinal) || HasTuple(line))
            .Should()
            .BeEmpty("a small record has names that stay");

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_public_async_member_ends_with_an_optional_token(string package) =>
        Packages[package]
            .GetExportedTypes()
            .SelectMany(type =>
                type.GetMethods(
                    BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly
                )
            )
            .Where(method =>
                IsAsync(method.ReturnType)
                && method.Name != nameof(IAsyncDisposable.DisposeAsync)
                && Packages.ContainsValue(method.GetBaseDefinition().DeclaringType!.Assembly)
                && !(
                    method.GetParameters() is [.., { HasDefaultValue: true } last]
                    && last.ParameterType == typeof(CancellationToken)
                )
            )
            .Select(method => $"{method.DeclaringType!.FullName}.{method.Name}")
            .Should()
            .BeEmpty("callers expect CancellationToken cancellationToken = default");

    private static bool IsAsync(Type type) =>
        type == typeof(Task)
        || type == typeof(ValueTask)
        || (
            type.IsGenericType
            && type.GetGenericTypeDefinition() is var open
            && (open == typeof(Task<>) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>))
        );

    /// <summary>Whether a parenthesis opens where a type stands: at the start, or after a space or an angle.</summary>
    private static bool HasTuple(string line) =>
        line.TrimStart().StartsWith('(')
        || line.Contains("<(", StringComparison.Ordinal)
        || line.Contains(" (", StringComparison.Ordinal);

    private static string[] Lines(string text) => text.Split('\n');
}
