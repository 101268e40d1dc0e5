using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Architecture;

/// <summary>The public API of the library is a file that somebody has approved, so that it never changes by accident.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_approved_one()
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
                "the public API must be the approved one.\nNew or changed:\n{0}\nGone or changed:\n{1}\nIf a library user needs this change, approve it and name it in CHANGELOG.md:\n  cp '{2}' '{3}'\nElse make it internal.",
                string.Join('\n', added),
                string.Join('\n', removed),
                receivedPath,
                approvedPath
            );
    }

    private static string[] Lines(string text) => text.Split('\n');
}
