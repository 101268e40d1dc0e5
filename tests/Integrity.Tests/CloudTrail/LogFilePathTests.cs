using FsCheck;
using FsCheck.Fluent;
using Integrity.CloudTrail;
using Integrity.Tests.Support;

namespace Integrity.Tests.CloudTrail;

public sealed class LogFilePathTests
{
    private const string Folder = "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/";
    private const string Example = Folder + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz";

    [Fact]
    public void The_example_is_parsed()
    {
        LogFilePath.TryParse(Example, out var logFilePath).Should().BeTrue();

        logFilePath
            .Should()
            .Be(
                new LogFilePath
                {
                    Prefix = "",
                    AccountId = "111122223333",
                    Region = "us-east-2",
                    DeliveredAt = new DateTimeOffset(2025, 5, 4, 10, 0, 0, TimeSpan.Zero),
                    Unique = "9xsHd4kz5uZMh1bQ",
                }
            );
        logFilePath!.ToString().Should().Be(Example);
    }

    [Fact]
    public void A_written_path_is_read_back_with_any_prefix() =>
        Prop.ForAll(
                Generators.LogFilePaths.ToArbitrary(),
                logFilePath => LogFilePath.TryParse(logFilePath.ToString(), out var read) && read == logFilePath
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_near_miss_is_rejected_or_written_back_unchanged() =>
        Prop.ForAll(
                Generators
                    .LogFilePaths.SelectMany(logFilePath => Generators.NearMissOf(logFilePath.ToString()))
                    .ToArbitrary(),
                text => !LogFilePath.TryParse(text, out var read) || read.ToString() == text
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void No_path_is_both_a_digest_path_and_a_log_file_path() =>
        Prop.ForAll(
                Generators.DigestPaths.ToArbitrary(),
                Generators.LogFilePaths.ToArbitrary(),
                (digest, logFile) =>
                    !LogFilePath.TryParse(digest.ToString(), out _) && !DigestPath.TryParse(logFile.ToString(), out _)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_paths_of_an_hour_start_with_its_prefix() =>
        Prop.ForAll(
                Generators.LogFilePaths.ToArbitrary(),
                logFilePath =>
                    logFilePath
                        .ToString()
                        .StartsWith(
                            LogFilePath.HourPrefix(
                                logFilePath.Prefix,
                                logFilePath.OrganizationId,
                                logFilePath.AccountId,
                                logFilePath.Region,
                                logFilePath.DeliveredAt
                            ),
                            StringComparison.Ordinal
                        )
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData(Folder)]
    [InlineData("x" + Example)]
    [InlineData(Example + "\n")]
    [InlineData(Folder + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.")]
    [InlineData(Folder + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ")]
    [InlineData(Folder + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1b.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQQ.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz-uZMh1bQ.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail_us-east-2_20250504T100000Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail_us-east-2_20250504T2400Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail_us-east-2_20250505T1000Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail_eu-west-1_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData(Folder + "444455556666_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData(Folder + "111122223333_CloudTrail-Insight_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData(
        "AWSLogs/111122223333/CloudTrail-Insight/us-east-2/2025/05/04/"
            + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz"
    )]
    public void A_path_that_does_not_match_the_grammar_exactly_is_rejected(string text)
    {
        LogFilePath.TryParse(text, out var logFilePath).Should().BeFalse();

        logFilePath.Should().BeNull();
    }
}
