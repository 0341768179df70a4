using System.Text;
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

    /// <summary>The form whose digest tells whether two articles say the same; <see cref="WithId"/> makes the article's own of it without encoding again.</summary>
    public static byte[] EncodeWithoutId(Article article) => Encode(article.Id.Length == 0 ? article : article with { Id = "" });

    /// <summary>What <see cref="Encode"/> gives for the article of this id.</summary>
    /// <param name="id">Of the alphabet that ids have, in which nothing is escaped.</param>
    public static byte[] WithId(ReadOnlySpan<byte> encodedWithoutId, string id)
    {
        ReadOnlySpan<byte> empty = "{\"id\":\"\""u8;
        if (!encodedWithoutId.StartsWith(empty) || !ArticleIds.IsValid(id)) throw new ArgumentException($"the id {id} cannot be put into the article");
        byte[] encoded = new byte[encodedWithoutId.Length + id.Length];
        int at = empty.Length - 1;
        encodedWithoutId[..at].CopyTo(encoded);
        Encoding.ASCII.GetBytes(id, encoded.AsSpan(at));
        encodedWithoutId[at..].CopyTo(encoded.AsSpan(at + id.Length));
        return encoded;
    }

    /// <summary>Takes back what <see cref="WithId"/> did.</summary>
    public static byte[] WithoutId(ReadOnlySpan<byte> encoded)
    {
        ReadOnlySpan<byte> before = "{\"id\":\""u8;
        int end = encoded.StartsWith(before) ? encoded[before.Length..].IndexOf((byte)'"') : -1;
        return end < 0 ? throw new JsonException("an article's JSON does not begin with its id") : [.. before, .. encoded[(before.Length + end)..]];
    }

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
