using Integrity.Aws;

namespace Integrity.IntegrationTests.S3;

/// <summary>The AWS CLI's retry settings apply, and mistakes in them are reported.</summary>
public sealed class RetrySettingsTests
{
    private const string NoProfile = "no-such-profile";

    [Theory]
    [InlineData(null, null, 6, true)]
    [InlineData("", " ", 6, true)]
    [InlineData("1", null, 1, false)]
    [InlineData("10", "adaptive", 10, false)]
    [InlineData(" 3\r", "Standard", 3, false)]
    [InlineData(null, "legacy", 6, true)]
    public void A_configured_number_disables_extended_throttling_retries(
        string? attempts,
        string? mode,
        int expected,
        bool isPatient
    )
    {
        var retry = Of(attempts, mode);

        (retry.MaxAttempts, retry.ExtendsThrottling).Should().Be((expected, isPatient));
    }

    [Theory]
    [InlineData("0", null, "AWS_MAX_ATTEMPTS: not a number of attempts: 0")]
    [InlineData("-1", null, "AWS_MAX_ATTEMPTS: not a number of attempts: -1")]
    [InlineData("many", null, "AWS_MAX_ATTEMPTS: not a number of attempts: many")]
    [InlineData(null, "bogus", "AWS_RETRY_MODE: unknown mode: bogus")]
    public void A_value_that_the_AWS_CLI_rejects_is_rejected(string? attempts, string? mode, string message)
    {
        var read = () => Of(attempts, mode);

        read.Should().Throw<AwsConfigurationException>().WithMessage(message);
    }

    [Fact]
    public void Settings_of_the_caller_take_precedence() =>
        RetrySettings.Resolve(new AwsSettings { MaxAttempts = 2 }, NoProfile, _ => null).MaxAttempts.Should().Be(2);

    private static RetrySettings Of(string? attempts, string? mode) =>
        RetrySettings.Resolve(
            new AwsSettings(),
            NoProfile,
            name =>
                name == "AWS_MAX_ATTEMPTS" ? attempts
                : name == "AWS_RETRY_MODE" ? mode
                : null
        );
}
