using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Search.Engine;

/// <summary>
/// Articles as UTF-8 JSON: what the log's body column and the index's stored field hold. JSON so that fields can be added
/// without a new format, and so that the log can be read by any program; source-generated, so nothing reflects at run time.
/// </summary>
internal static class ArticleCodec
{
    public static byte[] Encode(Article article) => JsonSerializer.SerializeToUtf8Bytes(article, ArticleJson.Relaxed.Article);

    public static Article Decode(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, ArticleJson.Relaxed.Article) ?? throw new JsonException("an article's JSON is null");
}

[JsonSerializable(typeof(Article))]
internal sealed partial class ArticleJson : JsonSerializerContext
{
    /// <summary>Chinese is written as it is: half the bytes of \u escapes. Zeros and falsehoods are left out.</summary>
    public static ArticleJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });
}
