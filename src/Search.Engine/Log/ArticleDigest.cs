using System.Security.Cryptography;

namespace Search.Engine;

/// <summary>Of everything an article says, without its id.</summary>
internal static class ArticleDigest
{
    public static byte[] Of(Article article) => Of(ArticleCodec.EncodeWithoutId(article));

    /// <param name="encodedWithoutId">See <see cref="ArticleCodec.EncodeWithoutId"/>.</param>
    public static byte[] Of(byte[] encodedWithoutId) => SHA256.HashData(encodedWithoutId)[..16];
}
