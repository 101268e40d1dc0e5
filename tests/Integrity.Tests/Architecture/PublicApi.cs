using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Integrity.Tests.Architecture;

/// <summary>
/// Writes the public API of an assembly as text: one type or member per line, in ordinal order, without the members
/// that the compiler generates for records.
/// </summary>
internal static class PublicApi
{
    private const BindingFlags Members =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly string[] GeneratedMembers =
    [
        "Equals",
        "GetHashCode",
        "ToString",
        "Deconstruct",
        "<Clone>$",
        "PrintMembers",
        "get_EqualityContract",
        "op_Equality",
        "op_Inequality",
    ];

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append($"{Kind(type)} {TypeName.Of(type)}{BaseTypes(type)}\n");
            foreach (var member in MembersOf(type).Order(StringComparer.Ordinal))
                text.Append($"    {member}\n");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum)
            return "enum";
        if (type.IsInterface)
            return "interface";
        if (type.IsValueType)
            return "struct";
        var isRecord = type.GetMethod("<Clone>$", Members) is not null;
        var modifier =
            type.IsAbstract && type.IsSealed ? "static "
            : type.IsAbstract ? "abstract "
            : type.IsSealed ? "sealed "
            : "";
        return modifier + (isRecord ? "record" : "class");
    }

    private static string BaseTypes(Type type)
    {
        if (type.IsEnum)
            return "";
        var parent = type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) ? b : null;
        var inherited = parent?.GetInterfaces() ?? [];
        var interfaces = type.GetInterfaces()
            .Except(inherited)
            .Where(i => !IsEquatable(i) && i.IsPublic)
            .Select(TypeName.Of)
            .Order(StringComparer.Ordinal);
        var all = parent is null ? interfaces : interfaces.Prepend(TypeName.Of(parent));
        return all.Any() ? " : " + string.Join(", ", all) : "";
    }

    private static bool IsEquatable(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEquatable<>);

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type)
                .Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), provider: null):000}");
        return type.GetFields(Members)
            .Where(f => IsVisible(f.Attributes))
            .Select(Field)
            .Concat(
                type.GetConstructors(Members).Where(c => IsVisible(c)).Select(c => $"{Access(c)}new({Parameters(c)})")
            )
            .Concat(
                type.GetProperties(Members)
                    .Where(p => p.GetAccessors(nonPublic: true).Any(IsVisible) && p.Name != "EqualityContract")
                    .Select(Property)
            )
            .Concat(
                type.GetMethods(Members)
                    .Where(m =>
                        IsVisible(m) && !m.IsSpecialName && !GeneratedMembers.Contains(m.Name, StringComparer.Ordinal)
                    )
                    .Select(Method)
            );
    }

    private static string Field(FieldInfo field) =>
        $"{(field.IsLiteral ? "const " : field.IsStatic ? "static readonly " : "")}"
        + $"{TypeName.Of(new NullabilityInfoContext().Create(field))} {field.Name}"
        + (field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "");

    private static string Property(PropertyInfo property)
    {
        var isRequired = property.GetCustomAttribute<RequiredMemberAttribute>() is not null;
        var accessors = property
            .GetAccessors(nonPublic: true)
            .Where(IsVisible)
            .Select(a =>
                a.Name.StartsWith("get_", StringComparison.Ordinal) ? "get;"
                : IsInit(a) ? "init;"
                : "set;"
            );
        var isStatic = property.GetAccessors(nonPublic: true)[0].IsStatic;
        return $"{(isStatic ? "static " : "")}{(isRequired ? "required " : "")}"
            + $"{TypeName.Of(new NullabilityInfoContext().Create(property))} {property.Name} "
            + $"{{ {string.Join(' ', accessors)} }}";
    }

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Method(MethodInfo method) =>
        $"{Access(method)}{(method.IsStatic ? "static " : "")}"
        + $"{TypeName.Of(new NullabilityInfoContext().Create(method.ReturnParameter))} "
        + $"{method.Name}({Parameters(method)})";

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ",
            method
                .GetParameters()
                .Select(p =>
                    $"{(p.IsOut ? "out " : "")}{TypeName.Of(new NullabilityInfoContext().Create(p))} "
                    + $"{p.Name}{(p.HasDefaultValue ? " = " + (p.DefaultValue ?? "default") : "")}"
                )
        );

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask)
            is FieldAttributes.Public
                or FieldAttributes.Family
                or FieldAttributes.FamORAssem
        && !attributes.HasFlag(FieldAttributes.SpecialName);
}
