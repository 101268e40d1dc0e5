using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Integrity.Tests.Support;

/// <summary>Holds a published JSON schema against the type that is written.</summary>
internal static class SchemaAssertions
{
    /// <summary>The schema describes each member with a word on what it means, and no other, and requires those that are always written.</summary>
    public static void ShouldMatchType(JsonElement schema, JsonTypeInfo type, string path)
    {
        var written = type.Properties;
        var described = schema.GetProperty("properties").EnumerateObject().ToList();

        described
            .Select(member => member.Name)
            .Should()
            .BeEquivalentTo(
                written.Select(member => member.Name),
                "a member that is added to {0} is added to {1} too",
                type.Type.Name,
                path
            );
        described.Should().OnlyContain(member => member.Value.GetProperty("description").GetString()!.Length > 5);
        schema
            .GetProperty("required")
            .EnumerateArray()
            .Select(name => name.GetString())
            .Should()
            .BeEquivalentTo(
                written.Where(IsAlwaysWritten).Select(member => member.Name),
                "null is not written, all else is"
            );
    }

    private static bool IsAlwaysWritten(JsonPropertyInfo member) =>
        !member.IsGetNullable && Nullable.GetUnderlyingType(member.PropertyType) is null;
}
