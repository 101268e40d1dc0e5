using System.Text.Json.Nodes;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.GitHub;

/// <summary>Files of workflows and actions, as a YAML reader that is not of this project reads them.</summary>
internal static class Yaml
{
    private const string ToJson =
        "import json, sys, yaml; json.dump(yaml.load(open(sys.argv[1], encoding='utf-8'), yaml.BaseLoader), sys.stdout)";

    /// <summary>Every value is a text, as GitHub hands inputs on.</summary>
    public static async Task<JsonNode> ReadAsync(string path) =>
        JsonNode.Parse(
            (await new ExternalProgram("/usr/bin/python3", "python3-yaml").RunAsync("-c", ToJson, path)).Output
        )!;
}
