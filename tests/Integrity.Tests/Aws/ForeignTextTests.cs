using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Integrity.Aws.Network;
using Integrity.Tests.Architecture;

namespace Integrity.Tests.Aws;

/// <summary>The one place where exceptions and answers of others become our texts.</summary>
public sealed class ForeignTextTests
{
    [Fact]
    public void The_innermost_cause_is_shown_instead_of_a_pointer_to_it()
    {
        var cause = new AuthenticationException("certificate is not trusted: unknown issuer (CN=Proxy CA)");
        var failure = new AmazonServiceException(
            "A WebException was thrown",
            new HttpRequestException("The SSL connection could not be established, see inner exception.", cause)
        );

        ForeignText.Of(failure).Should().Be(cause.Message);
    }

    [Fact]
    public void A_refused_connection_names_the_host()
    {
        var failure = new HttpRequestException(
            HttpRequestError.ConnectionError,
            "Connection refused (127.0.0.1:9)",
            new SocketException((int)SocketError.ConnectionRefused)
        );

        ForeignText.Of(failure).Should().Be("Connection refused (127.0.0.1:9)");
    }

    [Fact]
    public void A_text_of_several_lines_becomes_one_and_a_long_one_is_shortened()
    {
        ForeignText.Of("one:\r\n\n  two\tthree.\n").Should().Be("one: two three");
        ForeignText.Of(new string('x', 5000)).Should().HaveLength(1001).And.EndWith("…");
    }

    [Fact]
    public void Only_here_is_the_message_of_an_exception_read_in_the_AWS_project() =>
        SourceFile
            .All.Where(file => file.Project == "Integrity.Aws" && file.Name != "ForeignText")
            .SelectMany(file => file.Lines.Select(line => $"{file}: {line.Trim()}"))
            .Where(line =>
                line.Contains(".Message", StringComparison.Ordinal)
                && !line.Contains("known.Message", StringComparison.Ordinal)
            )
            .Should()
            .BeEmpty("use ForeignText.Of: it shows the innermost cause and removes secrets");
}
