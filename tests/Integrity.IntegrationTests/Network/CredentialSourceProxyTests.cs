using Integrity.Aws.Network;
using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Network;

/// <summary>Requests to local credential endpoints bypass the proxy, which would see their tokens.</summary>
public sealed class CredentialSourceProxyTests : IDisposable
{
    private const string Token = "MARKED-container-authorization-token";

    private readonly CertificateAuthority _authority = new("Example Corp Inspection CA");
    private readonly AwsHome _home = new();

    [Theory]
    [InlineData("ctverify")]
    [InlineData("aws")]
    public async Task Container_credentials_never_go_through_the_proxy(string program)
    {
        await using var proxy = new InterceptingProxy(_authority, (_, _) => Denied);
        await using var container = new CredentialsHost();
        UseProxy(proxy);
        _home["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = container.Url + "/credentials";
        _home["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = Token;

        var run = await RunAsync(program);

        container.Requests.Should().ContainSingle().Which.Header("Authorization").Should().Be(Token);
        proxy
            .Requests.Should()
            .OnlyContain(request => request.Method == "CONNECT", "only requests to AWS use the proxy: {0}", run);
        proxy
            .Tunneled.Should()
            .NotBeEmpty()
            .And.OnlyContain(sent => sent.Request.Header("Authorization")!.Contains(TestAccount.AccessKey));
    }

    [Fact]
    public async Task Proxy_selection_matches_Python_in_the_AWS_CLI()
    {
        string[] environments =
        [
            "",
            "HTTPS_PROXY=http://u:1",
            "https_proxy=http://l:1",
            "HTTPS_PROXY=http://u:1 https_proxy=http://l:1",
            "HTTPS_PROXY=http://u:1 https_proxy=",
            "ALL_PROXY=http://a:1",
            "HTTP_PROXY=http://h:1",
            "HTTP_PROXY=http://h:1 REQUEST_METHOD=GET",
            "http_proxy=http://h:1 REQUEST_METHOD=GET",
            "Http_Proxy=http://m:1",
        ];
        string[] exceptions =
        [
            "",
            "*",
            "amazonaws.com",
            ".amazonaws.com",
            "..amazonaws.com",
            "*.amazonaws.com",
            "*,x",
            "x, AMAZONAWS.com",
            "127.0.0.1",
            "127.0.0.1:9000",
            "127.0.0.1:9001",
            "127.0.0.0/8",
            "s3.us-east-2.amazonaws.com",
            "azonaws.com",
        ];
        string[] urls =
        [
            "https://b.s3.us-east-2.amazonaws.com/k",
            "https://s3.us-east-2.amazonaws.com/b/k",
            "http://127.0.0.1:9000/k",
            "http://b.example.com/k",
        ];
        var cases = environments
            .SelectMany(environment =>
                exceptions.SelectMany(exception =>
                    urls.Select(url => (Environment: environment, Exception: exception, Url: url))
                )
            )
            .ToList();

        var ours = cases.Select(given =>
            ProxySettings.Read(Variables(given.Environment, given.Exception)).ProxyFor(new Uri(given.Url))?.Authority
            ?? "direct"
        );
        var run = await ExternalProgram.Python.RunAsync([
            "-c",
            Script,
            .. cases.Select(given => $"{given.Environment}\n{given.Exception}\n{given.Url}"),
        ]);

        ours.Should().Equal(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The logic of botocore's <c>get_environ_proxies</c>, with the Python functions that it calls.</summary>
    private const string Script = """
        import os, sys
        from urllib.parse import urlparse
        from urllib.request import getproxies_environment, proxy_bypass_environment
        for case in sys.argv[1:]:
            variables, exceptions, url = case.split('\n')
            os.environ.clear()
            os.environ.update(pair.split('=', 1) for pair in variables.split())
            os.environ['NO_PROXY'] = exceptions
            address = urlparse(url)
            proxy = None if proxy_bypass_environment(address.netloc) else getproxies_environment().get(address.scheme)
            print(urlparse(proxy).netloc if proxy else 'direct')
        """;

    private static Dictionary<string, string> Variables(string environment, string exceptions) =>
        environment
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Append($"NO_PROXY={exceptions}")
            .ToDictionary(pair => pair.Split('=', 2)[0], pair => pair.Split('=', 2)[1], StringComparer.Ordinal);

    private static WireMessage Denied =>
        WireMessage.Answer(400, "application/x-amz-json-1.1", """{"__type":"AccessDeniedException","Message":"no"}""");

    private void UseProxy(InterceptingProxy proxy)
    {
        foreach (var name in (string[])["HTTP_PROXY", "http_proxy", "HTTPS_PROXY"])
            _home[name] = proxy.Url;
        _home["AWS_CA_BUNDLE"] = _home.Write("ca.pem", _authority.Pem);
    }

    private Task<ProgramRun> RunAsync(string program) =>
        program == "aws"
            ? _home.RunAwsAsync("cloudtrail", "list-public-keys", "--region", "us-east-2")
            : _home.RunAsync(
                "keys",
                "fetch",
                "--region",
                "us-east-2",
                "--start-time",
                "2025-05-04",
                "--out",
                _home.At("keys")
            );

    public void Dispose()
    {
        _home.Dispose();
        _authority.Dispose();
    }

    /// <summary>A fake credentials service of a container.</summary>
    private sealed class CredentialsHost : LoopbackServer
    {
        protected override IConnection Connect(Stream client) => new Connection(client);

        private sealed class Connection(Stream client) : IConnection
        {
            public async Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken)
            {
                await WireMessage
                    .Answer(
                        200,
                        "application/json",
                        $$"""
                        {"AccessKeyId":"{{TestAccount.AccessKey}}","SecretAccessKey":"{{TestAccount.SecretKey}}",
                        "Token":"{{FakeAwsCloud.SessionToken}}","Expiration":"2100-01-01T00:00:00Z"}
                        """
                    )
                    .SendAsync(client, cancellationToken);
                return true;
            }

            public void Dispose()
            {
                // Nothing to dispose.
            }
        }
    }
}
