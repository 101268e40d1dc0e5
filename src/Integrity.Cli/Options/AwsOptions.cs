using System.CommandLine;
using Integrity.Aws;

namespace Integrity.Cli.Options;

/// <summary>The options of every command that can reach AWS: <c>--profile</c> and <c>--endpoint-url</c>.</summary>
internal sealed class AwsOptions
{
    public Option<string?> Profile { get; } =
        new("--profile") { Description = "Profile in the AWS config and credentials files.", HelpName = "NAME" };

    public Option<string?> EndpointUrl { get; } = CommonOptions.EndpointUrl();

    /// <summary>Returns the settings of these options and of the global ones.</summary>
    public AwsSettings Settings(ParseResult arguments) =>
        GlobalOptions
            .Of(arguments)
            .Apply(
                arguments,
                new AwsSettings { Profile = arguments.GetValue(Profile), EndpointUrl = arguments.GetValue(EndpointUrl) }
            );
}
