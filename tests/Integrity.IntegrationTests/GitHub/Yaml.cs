using System.Text.Json.Nodes;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.GitHub;

/// <summary>Reads workflow and action files with an external YAML parser.</summary>
internal static class Yaml
{
    private const string ToJson =
        "import json, sys, yaml; "
        + "json.dump(yaml.load(open(sys.argv[1], encoding='utf-8'), yaml.BaseLoader), sys.stdout)";

    /// <summary>Reads a file. Every scalar is a string, as in GitHub's inputs.</summary>
    public static async Task<JsonNode> ReadAsync(string path) =>
        JsonNode.Parse(
            (await new ExternalProgram("/usr/bin/python3", "python3-yaml").RunAsync("-c", ToJson, path)).Output
        )!;
}
