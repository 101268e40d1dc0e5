using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>AWS configuration works as in the AWS CLI, and each mistake is reported on one line.</summary>
public sealed class ConfigurationTests : ConfiguredRuns
{
    [Theory]
    [InlineData("[profile \"my audit\"]\n" + Keys, "my audit")]
    [InlineData("[profile 'audit']\n" + Keys, "audit")]
    [InlineData("[profile p]\nregion =\n" + Keys, "p")]
    [InlineData("[profile p]\n#region = mars\n" + Keys, "p")]
    [InlineData(
        "[profile p]\r\nregion = us-east-2\r\naws_access_key_id = AKIAUSER\r\n"
            + "aws_secret_access_key = secret-of-user\r\n",
        "p"
    )]
    public async Task Every_profile_notation_of_the_AWS_CLI_works(string config, string profile)
    {
        Home.Configure(config);

        await ShouldWorkAsync(comparesAwsCli: true, "--profile", profile);

        Aws.Signers.Should().Equal("cloudtrail AKIAUSER", "s3 AKIAUSER");
    }

    [Theory]
    [InlineData("AWS_PROFILE", "my audit", "[profile \"my audit\"]\n" + Keys)]
    [InlineData("AWS_DEFAULT_PROFILE", "audit", "[profile audit]\n" + Keys)]
    [InlineData("AWS_REGION", "us-east-2\r", "[default]\n" + Keys, false)]
    [InlineData("AWS_DEFAULT_REGION", "us-east-2\r", "[default]\n" + Keys, false)]
    [InlineData("AWS_REGION", "", "[default]\n" + Keys)]
    [InlineData("AWS_CONFIG_FILE", "~/mine", "", true, "mine")]
    [InlineData("AWS_CONFIG_FILE", "$HOME/mine", "", true, "mine")]
    [InlineData("AWS_SHARED_CREDENTIALS_FILE", "~/mine", "", true, "mine")]
    public async Task Variables_have_the_same_meaning_as_in_the_AWS_CLI(
        string variable,
        string value,
        string config,
        bool comparesAwsCli = true,
        string? file = null
    )
    {
        Home[variable] = value;
        Home.Configure(config);
        if (file is not null)
            Home.Write(file, "[default]\n" + Keys);

        await ShouldWorkAsync(comparesAwsCli);

        Aws.Signers.Should().Equal("cloudtrail AKIAUSER", "s3 AKIAUSER");
    }

    [Theory]
    [InlineData("AKIAUSER\n", "secret-of-user", "token")]
    [InlineData("AKIAUSER", "secret-of-user\r\n", "token")]
    [InlineData("AKIAUSER", "secret-of-user", "token\n")]
    public async Task A_trailing_line_break_of_a_key_or_a_token_is_ignored(string key, string secret, string token)
    {
        SetKeys(key, secret, token);

        await ShouldWorkAsync(comparesAwsCli: false);

        Aws.Signers.Should().Equal("cloudtrail AKIAUSER", "s3 AKIAUSER");
    }

    [Theory]
    [InlineData("AKIA\nUSER", "secret-of-user", "token", "the access key contains a line break")]
    [InlineData("AKIAUSER", "secret-of\r\n-user", "token", "the secret key contains a line break")]
    [InlineData("AKIAUSER", "secret-of-user", "to\nken", "the session token contains a line break")]
    [InlineData("AKIAUSER", "secret-of-user", "t\u00f6ken", "the session token contains an invalid character")]
    public async Task A_line_break_in_a_key_or_a_token_is_reported_without_its_value(
        string key,
        string secret,
        string token,
        string error
    )
    {
        SetKeys(key, secret, token);

        await ShouldFailAsync(3, NoCredentials + error, "copy it again, on one line and without quotes");

        Aws.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(
        "[profile p]\nlogin_session = arn:aws:iam::111122223333:user/me\n",
        "profile p uses aws login (login_session), which is not supported yet",
        "export its credentials first: eval \"$(aws configure export-credentials --profile p --format env)\""
    )]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = p\n",
        "profile p: source_profile is the profile itself, which has no access key",
        "set source_profile to the profile with the access key"
    )]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = q\n[profile q]\n"
            + "role_arn = arn:aws:iam::111122223333:role/q\nsource_profile = p\n",
        "profile p: source_profile is circular: p -> q -> p",
        "set the last source_profile to a profile with an access key"
    )]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = nobody\n",
        "profile p: source_profile names nobody, which does not exist",
        "see ~/.aws/config, or run aws configure list-profiles"
    )]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\n",
        "profile p: role_arn needs source_profile, credential_source or web_identity_token_file",
        "set source_profile to the profile whose credentials may assume the role"
    )]
    [InlineData(
        "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\ncredential_source = Moon\n",
        "profile p: unknown credential_source: Moon",
        "use one of: Environment, Ec2InstanceMetadata, EcsContainer"
    )]
    [InlineData(
        "[profile p]\naws_access_key_id = AKIAUSER\n",
        "profile p: aws_secret_access_key is missing",
        "run aws configure, or add the line"
    )]
    [InlineData(
        "[profile p]\nregion = # us-east-2\n" + Keys,
        "profile p: not a region name: # us-east-2",
        "write it as region = us-east-2, with comments on separate lines"
    )]
    [InlineData(
        "[profile p]\nregion = us-east-2 # home\n" + Keys,
        "profile p: not a region name: us-east-2 # home",
        "write it as region = us-east-2, with comments on separate lines"
    )]
    [InlineData(
        "[profile p]\n" + Keys + "s3 =\n  addressing_style = sideways\n",
        "profile p: unknown addressing_style: sideways",
        "use auto, virtual or path"
    )]
    [InlineData(
        "[profile p]\nsso_session = nobody\nsso_account_id = 111122223333\nsso_role_name = Audit\n",
        "profile p: sso_session names nobody, but there is no [sso-session nobody]",
        "add the section, or run aws configure sso"
    )]
    [InlineData(
        "[profile p]\nsso_session = corp\nsso_account_id = 111122223333\n[sso-session corp]\n"
            + "sso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-2\n",
        "profile p: sso_role_name is missing",
        "run aws configure sso --profile p, or add the line"
    )]
    public async Task A_mistake_in_a_profile_is_reported_with_a_hint(string config, string error, string hint)
    {
        Home.Configure(config);

        (await RunAsync("--profile", "p")).ToString().Should().Be(Failure(2, error, hint));
        Home["AWS_PROFILE"] = "p";
        (await RunAsync())
            .ToString()
            .Should()
            .Be(Failure(2, error, hint), "a profile from the environment has the same error");

        Aws.Requests.Should().BeEmpty("an incomplete configuration sends no requests");
    }

    [Theory]
    [InlineData("config", "[default]\nstray secret\n", 2)]
    [InlineData("config", "stray secret\n[default]\n", 1)]
    [InlineData("config", "[other]\nstray secret\n[default]\n", 2)]
    [InlineData("config", "[default\n", 1)]
    [InlineData("credentials", "[default]\n\n# comment\nstray secret\n", 4)]
    public async Task An_invalid_line_is_reported_by_number_and_not_quoted(string file, string content, int line)
    {
        SetKeys("AKIAUSER", "secret-of-user", null);
        Home.Write(".aws/" + file, content);

        await ShouldFailAsync(
            2,
            $"{Home.At(".aws/" + file)}: line {line} is not [section], name = value or a comment",
            "fix the line, or comment it out with #"
        );
    }

    [Theory]
    [InlineData("[default]\nendpoint_url = localhost:9000\n" + Keys, "endpoint_url of S3: not a URL: localhost:9000")]
    [InlineData(
        "[default]\nservices = local\n" + Keys + "[services local]\ncloudtrail =\n  endpoint_url = localhost:9000\n",
        "endpoint_url of CloudTrail: not a URL: localhost:9000"
    )]
    [InlineData(
        "[default]\nservices = local\n" + Keys + "[services local]\ns3 =\n  endpoint_url = localhost:9000\n",
        "endpoint_url of S3: not a URL: localhost:9000"
    )]
    public async Task A_profile_endpoint_without_a_scheme_is_reported(string config, string error)
    {
        Home.Configure(config);

        var run = await Home.RunAsync(
            "validate-logs",
            "--trail-arn",
            AwsStub.TrailArn,
            "--start-time",
            "2025-05-04T10:00:00Z"
        );

        run.ToString()
            .Should()
            .Be(Failure(2, error, "include the scheme, as in https://s3.example.com or http://localhost:9000"));
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "localhost:9000", "AWS_ENDPOINT_URL: not a URL: localhost:9000")]
    [InlineData("AWS_ENDPOINT_URL_S3", "user:secret@localhost:9000", "AWS_ENDPOINT_URL_S3: not a URL: localhost:9000")]
    [InlineData("AWS_ENDPOINT_URL_STS", "ftp://localhost", "AWS_ENDPOINT_URL_STS: not a URL: ftp://localhost")]
    public async Task An_endpoint_variable_without_a_scheme_is_reported(string variable, string value, string error)
    {
        SetKeys("AKIAUSER", "secret-of-user", null);
        Home[variable] = value;

        await ShouldFailAsync(2, error, "include the scheme, as in https://s3.example.com or http://localhost:9000");
    }

    [Theory]
    [InlineData(
        "AWS_PROFILE",
        "nobody",
        "AWS_PROFILE: there is no profile nobody",
        "see ~/.aws/config, or run aws configure list-profiles"
    )]
    [InlineData(
        "AWS_DEFAULT_PROFILE",
        "nobody",
        "AWS_DEFAULT_PROFILE: there is no profile nobody",
        "see ~/.aws/config, or run aws configure list-profiles"
    )]
    [InlineData("AWS_REGION", "us east 2", "AWS_REGION: not a region name: us east 2", "use a name like us-east-2")]
    public async Task A_variable_with_an_unknown_name_is_reported(
        string variable,
        string value,
        string error,
        string hint
    )
    {
        SetKeys("AKIAUSER", "secret-of-user", null);
        Home[variable] = value;

        await ShouldFailAsync(2, error, hint);
    }
}
