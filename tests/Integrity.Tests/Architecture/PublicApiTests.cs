using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Architecture;

/// <summary>
/// Compares the public API of the library with an approved file, so that it never changes by accident.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_matches_the_approved_file()
    {
        var approvedPath = Repository.PathTo("tests", "Integrity.Tests", "Architecture", "PublicApi.approved.txt");
        var receivedPath = Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt");
        var approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath) : "";

        var received = PublicApi.Of(typeof(ChainVerifier).Assembly);

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

    private static string[] Lines(string text) => text.Split('\n');
}
