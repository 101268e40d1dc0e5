using System.Diagnostics;
using System.Text.Json.Nodes;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.GitHub;

/// <summary>The result of a run of the Action.</summary>
/// <param name="ExitCode">The exit code of the last step.</param>
/// <param name="Outputs">The outputs of the Action.</param>
/// <param name="Summary">The job summary.</param>
/// <param name="Log">The log of the last step.</param>
internal sealed record ActionRun(int ExitCode, IReadOnlyDictionary<string, string> Outputs, string Summary, string Log)
{
    /// <summary>Runs the script steps of action.yml in order, as GitHub's runner does.</summary>
    /// <param name="inputs">The inputs. Omitted inputs have their defaults.</param>
    /// <param name="workspace">The working directory of the workflow.</param>
    /// <param name="temporary">The runner's temporary directory, which all steps of a job share.</param>
    /// <param name="directory">The directory of the Action, with its scripts.</param>
    public static async Task<ActionRun> OfAsync(
        IReadOnlyDictionary<string, string> inputs,
        string workspace,
        string temporary,
        string directory
    )
    {
        var action = await Yaml.ReadAsync(RepositoryFolder.At("action.yml"));
        var summary = Touch(Path.Combine(temporary, $"summary-{Guid.NewGuid():N}"));
        var stepOutputs = new Dictionary<string, string>(StringComparer.Ordinal);
        var last = new ProgramRun(0, [], []);
        foreach (var step in action["runs"]!["steps"]!.AsArray().Where(step => step!["run"] is not null))
        {
            if (!IsNeeded(step!["if"]?.GetValue<string>(), stepOutputs))
                continue;
            var outputs = Touch(Path.Combine(temporary, $"output-{Guid.NewGuid():N}"));
            var environment = (step!["env"]?.AsObject() ?? []).ToDictionary(
                entry => entry.Key,
                entry =>
                    Evaluate(
                        entry.Value!.GetValue<string>(),
                        name => inputs.GetValueOrDefault(name) ?? Default(action, name)
                    ),
                StringComparer.Ordinal
            );
            (environment["GITHUB_ACTION_PATH"], environment["RUNNER_TEMP"], environment["GITHUB_WORKSPACE"]) = (
                directory,
                temporary,
                workspace
            );
            (environment["GITHUB_OUTPUT"], environment["GITHUB_STEP_SUMMARY"], environment["GITHUB_ACTIONS"]) = (
                outputs,
                summary,
                "true"
            );
            last = await RunAsync(step["run"]!.GetValue<string>(), environment, workspace, temporary);
            foreach (var (name, value) in Parse(await File.ReadAllTextAsync(outputs)))
                stepOutputs[$"steps.{step["id"]!.GetValue<string>()}.outputs.{name}"] = value;
            if (last.ExitCode != 0)
                break;
        }
        var all = action["outputs"]!
            .AsObject()
            .ToDictionary(
                output => output.Key,
                output => stepOutputs.GetValueOrDefault(output.Value!["value"]!.GetValue<string>()[3..^2].Trim(), ""),
                StringComparer.Ordinal
            );
        return new ActionRun(last.ExitCode, all, await File.ReadAllTextAsync(summary), last.Output + last.Errors);
    }

    private static async Task<ProgramRun> RunAsync(
        string script,
        Dictionary<string, string> environment,
        string workspace,
        string temporary
    )
    {
        var file = Path.Combine(temporary, $"script-{Guid.NewGuid():N}.sh");
        await File.WriteAllTextAsync(file, script);
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", file])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workspace,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        return await ExternalProgram.FinishAsync(process);
    }

    /// <summary>Evaluates a condition such as <c>steps.install.outputs.build == 'true'</c>.</summary>
    private static bool IsNeeded(string? condition, Dictionary<string, string> outputs)
    {
        if (condition is null)
            return true;
        var parts = condition.Split(" == ");
        parts.Should().HaveCount(2, "these tests cannot evaluate other conditions");
        return outputs.GetValueOrDefault(parts[0], "") == parts[1].Trim('\'');
    }

    private static string Evaluate(string text, Func<string, string> input)
    {
        text.Should().MatchRegex(@"^\$\{\{ inputs\.[a-z0-9-]+ \}\}$", "these tests cannot evaluate other expressions");
        return input(text["${{ inputs.".Length..^" }}".Length]);
    }

    private static string Default(JsonNode action, string input) =>
        action["inputs"]![input]!["default"]?.GetValue<string>() ?? "";

    /// <summary><c>name&lt;&lt;END</c>, the lines of the value, <c>END</c>.</summary>
    private static IEnumerable<(string Name, string Value)> Parse(string outputs)
    {
        var lines = new Queue<string>(outputs.Split('\n')[..^1]);
        while (lines.TryDequeue(out var head))
        {
            var (name, end) = head.Split("<<", 2) is [var left, var right]
                ? (left, right)
                : throw new FormatException($"GitHub would reject the output {head}");
            var value = new List<string>();
            while (lines.Dequeue() is var line && line != end)
                value.Add(line);
            yield return (name, string.Join('\n', value));
        }
    }

    private static string Touch(string path)
    {
        File.WriteAllText(path, "");
        return path;
    }
}
