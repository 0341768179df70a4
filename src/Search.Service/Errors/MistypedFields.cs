using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;

namespace Search.Service.Errors;

/// <summary>The first value of a JSON call that its field cannot hold: transcoding says that the payload is no request and not what of it.</summary>
internal static class MistypedFields
{
    /// <summary>What the endpoint that was called takes; null for one that takes no message.</summary>
    public static MessageDescriptor? RequestOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.GetType().GenericTypeArguments is [var request, _]
            && Activator.CreateInstance(request) is IMessage message ? message.Descriptor : null;

    /// <returns>Its path and what was expected there; null where every value has its type.</returns>
    public static (string Path, string Expected)? Find(ref Utf8JsonReader reader, MessageDescriptor message)
    {
        if (!reader.Read()) return null;
        return reader.TokenType == JsonTokenType.StartObject ? FindIn(ref reader, message, "") : ("", "an object");
    }

    /// <returns>What a parameter of the address should have been; null for one that is no field.</returns>
    public static string? Expected(MessageDescriptor message, string parameter)
    {
        FieldDescriptor? field = null;
        var holder = message;
        foreach (string part in parameter.Split('.'))
        {
            if (holder is null || KnownFields.Find(holder, part) is not { } found) return null;
            field = found;
            holder = KnownFields.HeldBy(found);
        }

        return field is null ? null : ExpectedOf(field);
    }

    private static (string Path, string Expected)? FindIn(ref Utf8JsonReader reader, MessageDescriptor message, string path)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            var field = KnownFields.Find(message, name);
            if (field is null || reader.TokenType == JsonTokenType.Null || (KnownFields.HeldBy(field) is null && (field.IsMap || field.FieldType == FieldType.Message)))
            {
                reader.Skip();
                continue;
            }

            string at = path + field.Name;
            if (!field.IsRepeated)
            {
                if (FindAt(ref reader, field, at) is { } wrong) return wrong;
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray) return (at, $"a list, each {ExpectedOf(field)}");
            for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                if (FindAt(ref reader, field, $"{at}[{i}]") is { } wrong) return wrong;
            }
        }

        return null;
    }

    private static (string Path, string Expected)? FindAt(ref Utf8JsonReader reader, FieldDescriptor field, string path)
    {
        if (KnownFields.HeldBy(field) is { } held) return reader.TokenType == JsonTokenType.StartObject ? FindIn(ref reader, held, path + ".") : (path, ExpectedOf(field));
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        bool fits = field.FieldType switch
        {
            FieldType.String or FieldType.Bytes => text is not null,
            FieldType.Bool => reader.TokenType is JsonTokenType.True or JsonTokenType.False,
            FieldType.Enum => reader.TokenType == JsonTokenType.Number || (text is not null && field.EnumType.FindValueByName(text) is not null),
            FieldType.Double or FieldType.Float => reader.TokenType == JsonTokenType.Number || double.TryParse(text, CultureInfo.InvariantCulture, out _),
            // JSON gives whole numbers of 64 bits as text.
            FieldType.Int64 => reader.TokenType == JsonTokenType.Number ? reader.TryGetInt64(out _) : long.TryParse(text, CultureInfo.InvariantCulture, out _),
            _ => reader.TokenType == JsonTokenType.Number ? reader.TryGetInt32(out _) : int.TryParse(text, CultureInfo.InvariantCulture, out _),
        };
        return fits ? null : (path, ExpectedOf(field));
    }

    private static string ExpectedOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => "an object",
        FieldType.Enum => $"one of {string.Join(", ", field.EnumType.Values.Where(value => value.Number != 0).Select(value => value.Name))}",
        FieldType.Bool => "true or false",
        FieldType.String => "text",
        FieldType.Bytes => "text in Base64",
        FieldType.Double or FieldType.Float => "a number",
        FieldType.Int64 => "a whole number",
        _ => $"a whole number from {int.MinValue} to {int.MaxValue}",
    };
}
