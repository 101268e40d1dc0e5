using System.Reflection;

namespace Integrity.Tests.Architecture;

/// <summary>The name of a type in C# syntax, including question marks for nullable references.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(void)] = "void",
        [typeof(double)] = "double",
    };

    public static string Of(Type type)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        if (!type.IsGenericType)
            return Keywords.GetValueOrDefault(type) ?? (IsOwn(type) ? type.FullName! : type.Name);
        return Generic(type, type.GetGenericArguments().Select(Of));
    }

    public static string Of(NullabilityInfo info)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        var mark = info.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is not null || info.GenericTypeArguments.Length == 0 || type.IsByRef)
            return Of(type) + mark;
        return Generic(type, info.GenericTypeArguments.Select(Of)) + mark;
    }

    private static string Generic(Type type, IEnumerable<string> arguments)
    {
        var list = string.Join(", ", arguments);
        return type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({list})"
            : $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{list}>";
    }

    /// <summary>Types of this project are written with their namespace, so that a move is visible.</summary>
    private static bool IsOwn(Type type) => type.FullName?.StartsWith("Integrity.", StringComparison.Ordinal) == true;
}
