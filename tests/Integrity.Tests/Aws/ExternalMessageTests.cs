using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Integrity.Aws.Network;
using Integrity.Tests.Architecture;

namespace Integrity.Tests.Aws;

/// <summary>Messages of the platform, the SDK and servers are cleaned before they are shown.</summary>
public sealed class ExternalMessageTests
{
    [Fact]
    public void The_innermost_cause_is_shown_instead_of_the_outer_message()
    {
        var cause = new AuthenticationException("certificate is not trusted: unknown issuer (CN=Proxy CA)");
        var failure = new AmazonServiceException(
            "A WebException was thrown",
            new HttpRequestException("The SSL connection could not be established, see inner exception.", cause)
        );

        ExternalMessage.Of(failure).Should().Be(cause.Message);
    }

    [Fact]
    public void A_refused_connection_names_the_host()
    {
        var failure = new HttpRequestException(
            HttpRequestError.ConnectionError,
            "Connection refused (127.0.0.1:9)",
            new SocketException((int)SocketError.ConnectionRefused)
        );

        ExternalMessage.Of(failure).Should().Be("Connection refused (127.0.0.1:9)");
    }

    [Fact]
    public void Lines_are_joined_and_long_text_is_shortened()
    {
        ExternalMessage.Clean("one:\r\n\n  two\tthree.\n").Should().Be("one: two three");
        ExternalMessage.Clean(new string('x', 5000)).Should().HaveLength(1001).And.EndWith("…");
    }

    [Fact]
    public void The_AWS_project_reads_exception_messages_only_in_this_class() =>
        SourceFile
            .All.Where(file => file.Project == "Integrity.Aws" && file.Name != "ExternalMessage")
            .SelectMany(file => file.Lines.Select(line => $"{file}: {line.Trim()}"))
            .Where(line =>
                line.Contains(".Message", StringComparison.Ordinal)
                && !line.Contains("known.Message", StringComparison.Ordinal)
            )
            .Should()
            .BeEmpty("ExternalMessage.Of shows the innermost cause and removes secrets");
}
