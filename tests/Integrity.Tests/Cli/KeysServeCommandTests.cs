using Integrity.Tests.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

public sealed class KeysServeCommandTests
{
    private static readonly string Keys = Repository.PathTo("keys");

    [Theory]
    [InlineData("8085")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:http")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("example.com:80")]
    [InlineData("http://127.0.0.1:80")]
    public async Task An_invalid_address_is_rejected(string listen)
    {
        var run = await ProgramRun.OfAsync("keys", "serve", "--keys", Keys, "--listen", listen);

        run.Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: --listen: not an address and a port: {listen}; use the form 127.0.0.1:8080\n"
                        + "hint: see: ctverify keys serve --help\n"
                )
            );
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:0")]
    [InlineData("192.0.2.1:0")]
    public async Task A_remote_address_requires_allow_remote(string listen)
    {
        var run = await ProgramRun.OfAsync("keys", "serve", "--keys", Keys, "--listen", listen);

        run.Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: --listen: other machines can reach {listen}\n"
                        + "hint: listen on 127.0.0.1, or add --allow-remote; the endpoint has neither TLS nor "
                        + "authentication\n"
                )
            );
    }

    [Fact]
    public async Task An_address_of_another_machine_is_an_error()
    {
        var run = await ProgramRun.OfAsync(
            "keys",
            "serve",
            "--keys",
            Keys,
            "--listen",
            "192.0.2.1:0",
            "--allow-remote"
        );

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().StartWith("ctverify: --listen: cannot listen on 192.0.2.1:0: ");
    }

    [Fact]
    public async Task A_directory_without_keys_is_an_error()
    {
        var run = await ProgramRun.OfAsync("keys", "serve", "--keys", "./nowhere");

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().StartWith("ctverify: cannot read ./nowhere: no such file or directory\nhint: ");
    }

    [Fact]
    public async Task Two_different_keys_with_one_fingerprint_are_not_served()
    {
        using var folder = new TempDirectory();
        folder.Write("keys/us-east-2/first.der", CollidingKeys.First);
        folder.Write("keys/second.der", CollidingKeys.Second);

        var run = await ProgramRun.OfAsync("keys", "serve", "--keys", folder.PathTo("keys"));

        run.Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: --keys: {folder.PathTo("keys")}: two different keys have the fingerprint "
                        + $"{CollidingKeys.Fingerprint} in us-east-2\n"
                        + "hint: remove the key that does not belong to the trail\n"
                )
            );
    }

    [Fact]
    public async Task A_trail_requires_a_bucket()
    {
        var run = await ProgramRun.OfAsync("keys", "serve", "--keys", Keys, "--s3-bucket", "bucket");

        run.Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    "ctverify: --trail-arn and --s3-bucket require each other\n"
                        + "hint: pass both to serve DescribeTrails, or neither\n"
                )
            );
    }
}
