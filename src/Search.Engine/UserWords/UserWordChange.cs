using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Search.Engine;

/// <summary>Where a user word comes from. A word is in force while it has at least one source.</summary>
internal enum UserWordSource
{
    /// <summary>Put at run time.</summary>
    Call = 0,

    /// <summary>A file in <c>dictionaries/user</c>.</summary>
    File = 1,
}

/// <summary>The body of a log entry that changes the user words: those of one source that come and those that go.</summary>
internal sealed record UserWordChange
{
    public UserWordSource Source { get; init; }

    public IReadOnlyList<string> Added { get; init; } = [];

    public IReadOnlyList<string> Removed { get; init; } = [];

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, UserWordJson.Relaxed.UserWordChange);

    public static UserWordChange Decode(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, UserWordJson.Relaxed.UserWordChange) ?? throw new JsonException("a change of the user words is null");
}

[JsonSerializable(typeof(UserWordChange))]
internal sealed partial class UserWordJson : JsonSerializerContext
{
    public static UserWordJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });
}
