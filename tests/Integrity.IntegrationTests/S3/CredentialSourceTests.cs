using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>The sources of credentials, and the errors when they fail.</summary>
public sealed class CredentialSourceTests : ConfiguredRuns
{
    [Theory]
    [InlineData(
        "sh -c \"echo cannot reach the vault >&2; echo try later >&2; exit 3\"",
        "failed with exit code 3: cannot reach the vault try later"
    )]
    [InlineData("sh -c \"exit 4\"", "failed with exit code 4: no error output")]
    [InlineData("echo {}", "did not print credentials: Missing required parameter - Version in JSON Payload")]
    [InlineData(
        "echo no JSON",
        "did not print credentials: The response back from the process credential provider returned back a "
            + "malformed JSON document"
    )]
    public async Task The_error_output_of_a_credential_process_is_shown_on_one_line(string command, string error)
    {
        Home.Configure($"[profile p]\ncredential_process = {command}\n");

        await ShouldFailAsync(
            3,
            $"{NoCredentials}credential_process of profile p {error}",
            "run the credential_process command yourself to see its output",
            "--profile",
            "p"
        );
    }

    [Theory]
    [InlineData(
        "sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Audit\n[sso-session corp]\n"
            + "sso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-2\n"
    )]
    [InlineData(
        "sso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-2\n"
            + "sso_account_id = 111122223333\nsso_role_name = Audit\n"
    )]
    public async Task Without_a_login_the_hint_for_an_SSO_profile_is_how_to_log_in(string settings)
    {
        Home.Configure($"[profile s]\n{settings}");
        Home["AWS_PROFILE"] = "s";

        await ShouldFailAsync(
            3,
            $"{NoCredentials}the SSO session of profile s was not started or has expired",
            "log in: aws sso login --profile 's'"
        );
    }

    [Fact]
    public async Task Missing_credentials_are_reported_in_one_message() =>
        await ShouldFailAsync(
            3,
            $"{NoCredentials}none found in the environment, the AWS config and credentials files, or on this host",
            AnySource
        );

    [Fact]
    public async Task An_incomplete_key_in_the_environment_is_reported()
    {
        Home["AWS_ACCESS_KEY_ID"] = "AKIAUSER";

        await ShouldFailAsync(
            3,
            $"{NoCredentials}AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not",
            AnySource
        );
    }

    [Fact]
    public async Task A_profile_without_credentials_is_reported()
    {
        Home.Configure("[profile p]\nregion = us-east-2\n");

        await ShouldFailAsync(
            3,
            $"{NoCredentials}profile p has no source of credentials",
            "run aws configure --profile 'p', or choose another profile with --profile",
            "--profile",
            "p"
        );
    }

    [Theory]
    [InlineData("[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = p\n" + Keys)]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = my source\n"
            + "[profile \"my source\"]\n"
            + Keys
    )]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = q\n[profile q]\n"
            + "role_arn = arn:aws:iam::111122223333:role/q\nsource_profile = q\n"
            + Keys
    )]
    public async Task A_role_is_assumed_with_the_key_of_its_source_profile(string config)
    {
        Home.Configure(config);
        Home["AWS_ENDPOINT_URL_STS"] = Aws.Url;

        await ShouldWorkAsync(comparesAwsCli: false, "--profile", "p");

        Aws.Signers.Should().StartWith("sts AKIAUSER").And.EndWith(["cloudtrail ASIAROLE", "s3 ASIAROLE"]);
    }

    [Fact]
    public async Task The_message_of_a_denied_role_is_quoted()
    {
        const string Said =
            "User: arn:aws:iam::111122223333:user/me is not authorized to perform: sts:AssumeRole on resource: "
            + "arn:aws:iam::111122223333:role/r";
        Home.Configure(
            "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = s\n[profile s]\n" + Keys
        );
        Home["AWS_ENDPOINT_URL_STS"] = Aws.Url;
        Aws.Sts = AwsStub.StsError("AccessDenied", Said);

        await ShouldFailAsync(
            3,
            $"{NoCredentials}cannot assume role arn:aws:iam::111122223333:role/r (AccessDenied): {Said}",
            "allow sts:AssumeRole",
            "--profile",
            "p"
        );
    }

    [Fact]
    public async Task Without_a_terminal_a_profile_with_MFA_is_reported()
    {
        ConfigureMfa();

        await ShouldFailAsync(
            3,
            $"{NoCredentials}profile p requires a code from the MFA device arn:aws:iam::111122223333:mfa/me, "
                + "and there is no terminal to ask for it",
            "run the command in a terminal, or export credentials first: eval \"$(aws configure "
                + "export-credentials --profile p --format env)\"",
            "--profile",
            "p"
        );
    }

    [Fact]
    public async Task In_a_terminal_the_MFA_code_is_requested_once_and_not_echoed()
    {
        ConfigureMfa();

        var run = await Home.RunProgramAsync(
            ExternalProgram.Python.Name,
            [
                "-c",
                PromptTests.Script,
                @"MFA code of arn:aws:iam::111122223333:mfa/me: |123456\r",
                .. CtVerifyProgram.Command,
                .. Arguments("--profile", "p"),
            ]
        );

        run.Output.Should().StartWith("3 True True\n").And.NotContain("123456").And.Contain("NOT COVERED");
        Aws.Requests.Should()
            .ContainSingle(request =>
                request.Method == "POST"
                && System.Text.Encoding.UTF8.GetString(request.Body).Contains("TokenCode=123456")
            );
    }

    [Theory]
    [InlineData("path", "http://s3.example.com/amzn-s3-demo-bucket/?")]
    [InlineData("auto", "http://s3.example.com/amzn-s3-demo-bucket/?")]
    [InlineData("virtual", "http://amzn-s3-demo-bucket.s3.example.com/?")]
    public async Task The_profile_sets_the_addressing_style_of_buckets(string style, string address)
    {
        Home.Configure($"[default]\ns3 =\n  addressing_style = {style}\n{Keys}");
        Home["AWS_ENDPOINT_URL_S3"] = "http://s3.example.com";
        // A proxy receives the whole URL, so no name must be resolved.
        Home["http_proxy"] = Aws.Url;

        await RunAsync("--s3-bucket", AwsStub.Bucket);

        Aws.Requests.First(request => request.IsListing).Target.Should().StartWith(address);
    }

    private void ConfigureMfa()
    {
        Home.Configure(
            "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = s\n"
                + "mfa_serial = arn:aws:iam::111122223333:mfa/me\n[profile s]\n"
                + Keys
        );
        Home["AWS_ENDPOINT_URL_STS"] = Aws.Url;
    }
}
