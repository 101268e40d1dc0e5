using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Integrity.Cli.GitHub;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.GitHub;

/// <summary>Rules for action.yml, the workflows and the examples.</summary>
public sealed class WorkflowFileTests
{
    private static readonly string ActionFile = RepositoryFolder.At("action.yml");

    private static IEnumerable<string> Examples =>
        Directory.EnumerateFiles(RepositoryFolder.At("examples", "github"), "*.yml");

    public static TheoryData<string> Files
    {
        get
        {
            var workflows = RepositoryFolder.At(".github", "workflows");
            return
            [
                .. (string[])
                    [
                        ActionFile,
                        .. Examples,
                        .. Directory.Exists(workflows) ? Directory.EnumerateFiles(workflows, "*.yml") : [],
                    ],
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task No_script_contains_an_expression(string file)
    {
        foreach (var step in Steps(await Yaml.ReadAsync(file)))
            (step["run"]?.GetValue<string>() ?? "")
                .Should()
                .NotContain("${{", "the value of an expression would run as code: pass it in an environment variable");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Third_party_actions_are_pinned_to_a_commit_hash_with_the_version_in_a_comment(string file)
    {
        var steps = Steps(await Yaml.ReadAsync(file))
            .Select(step => step["uses"]?.GetValue<string>())
            .OfType<string>()
            .Where(uses => uses != "OWNER/integrity@COMMIT")
            .ToList();

        steps.Should().NotBeEmpty();
        foreach (var uses in steps)
            (await File.ReadAllTextAsync(file))
                .Should()
                .MatchRegex($@"uses: {Regex.Escape(uses)} # v\d+\.\d+\.\d+\n", "{0} must be pinned", uses)
                .And.MatchRegex($"{Regex.Escape(uses.Split('@')[0])}@[0-9a-f]{{40}} ");
    }

    [Fact]
    public async Task The_program_reads_every_input_from_the_environment()
    {
        var action = await Yaml.ReadAsync(ActionFile);
        // The step that installs the program reads this one.
        var inputs = action["inputs"]!
            .AsObject()
            .Select(input => input.Key)
            .Where(input => input != "build-from-source")
            .ToList();
        var environment = Steps(action).Single(step => step["id"]?.GetValue<string>() == "verify")["env"]!.AsObject();

        inputs.Should().BeEquivalentTo([.. ActionInputs.Options, .. ActionInputs.Flags, .. ActionInputs.Own]);
        environment
            .Select(entry => (entry.Key, Value: entry.Value!.GetValue<string>()))
            .Should()
            .BeEquivalentTo(
                inputs.Select(input =>
                    ($"INPUT_{input.Replace('-', '_').ToUpperInvariant()}", $"${{{{ inputs.{input} }}}}")
                )
            );
    }

    [Fact]
    public async Task Every_option_input_is_an_option_of_validate_logs()
    {
        var help = (await CtVerifyProgram.RunAsync("validate-logs", "--help")).Output;

        foreach (var name in ActionInputs.Options.Concat(ActionInputs.Flags))
            help.Should().MatchRegex($@"(?m)^ +--{name}\b");
    }

    [Fact]
    public async Task The_program_sets_every_output()
    {
        var outputs = (await Yaml.ReadAsync(ActionFile))["outputs"]!.AsObject();

        outputs
            .Select(output => output.Key)
            .Should()
            .BeEquivalentTo(new ActionOutcome(0, null, [], null).Outputs().Select(output => output.Name));
        foreach (var (name, output) in outputs)
            output!["value"]!.GetValue<string>().Should().Be($"${{{{ steps.verify.outputs.{name} }}}}");
    }

    [Fact]
    public async Task The_examples_use_existing_inputs_and_outputs_and_minimal_permissions()
    {
        var action = await Yaml.ReadAsync(ActionFile);
        Examples.Should().HaveCountGreaterThan(1);
        foreach (var file in Examples)
        {
            var workflow = await Yaml.ReadAsync(file);
            var inputs = Steps(workflow).Single(step => step["uses"]?.GetValue<string>() == "OWNER/integrity@COMMIT")[
                "with"
            ]!.AsObject();

            inputs
                .Select(input => input.Key)
                .Should()
                .BeSubsetOf(action["inputs"]!.AsObject().Select(input => input.Key), file)
                .And.Contain("trail-arn");
            Regex
                .Matches(
                    await File.ReadAllTextAsync(file),
                    @"steps\.verify\.outputs\.(?<name>[a-z-]+)",
                    RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(1)
                )
                .Select(match => match.Groups["name"].Value)
                .Should()
                .NotBeEmpty()
                .And.BeSubsetOf(action["outputs"]!.AsObject().Select(output => output.Key));
            workflow["permissions"]!
                .AsObject()
                .Select(permission => $"{permission.Key}: {permission.Value}")
                .Should()
                .BeSubsetOf(["contents: read", "id-token: write", "security-events: write"]);
        }
    }

    /// <summary>Without this, the tests with hostile object paths would prove nothing.</summary>
    [Fact]
    public void The_simulated_runner_executes_all_commands_unless_they_are_stopped()
    {
        new RunnerLog(
            "x ##[error]one\n  ::warning title=t::two%0A\n::stop-commands::word\n::error::three\n"
                + "##[error]four\n::word::\n::error::five"
        )
            .Annotations.Should()
            .Equal(("error", "", "one"), ("warning", "title=t", "two\n"), ("error", "", "five"));
    }

    private static IEnumerable<JsonNode> Steps(JsonNode file) =>
        (file["runs"] is { } runs ? [runs] : file["jobs"]!.AsObject().Select(job => job.Value!))
            .SelectMany(job => job["steps"]!.AsArray())
            .Select(step => step!);
}
