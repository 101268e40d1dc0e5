using Integrity.Aws;

namespace Integrity.Cli.Output;

/// <summary>Words errors in AWS settings: a setting of this program is named by its option.</summary>
internal static class SettingWords
{
    public static string Of(AwsConfigurationException e) =>
        e.Setting switch
        {
            nameof(AwsSettings.Profile) => $"--profile: {e.Reason}",
            nameof(AwsSettings.Region) => $"--region: {e.Reason}",
            nameof(AwsSettings.CaBundle) => $"--ca-bundle: {e.Reason}",
            _ => e.Message,
        };
}
