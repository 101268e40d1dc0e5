using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Integrity.Tests.Support;

/// <summary>Compares a published JSON Schema with the type that is serialized.</summary>
internal static class SchemaAssertions
{
    /// <summary>
    /// Checks that the schema describes every member, describes no other, and requires those that are always written.
    /// </summary>
    public static void ShouldMatchType(JsonElement schema, JsonTypeInfo type, string path)
    {
        var written = type.Properties;
        var described = schema.GetProperty("properties").EnumerateObject().ToList();

        described
            .Select(member => member.Name)
            .Should()
            .BeEquivalentTo(
                written.Select(member => member.Name),
                "every member of {0} is also in {1}",
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
                "only null members are omitted"
            );
    }

    private static bool IsAlwaysWritten(JsonPropertyInfo member) =>
        !member.IsGetNullable && Nullable.GetUnderlyingType(member.PropertyType) is null;
}
