using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Search.Service.Errors;

namespace Search.Service.Api;

/// <summary>
/// Where a listing of issues goes on: after how many issues and after which date. The date keeps the listing whole when newer
/// issues arrive between two pages. A digest over log and newspaper refuses tokens of another listing.
/// </summary>
internal readonly record struct IssuePageToken(int Skip, string LastDate)
{
    private const int DigestBytes = 8;

    public string Encode(string logId, string newspaper)
    {
        byte[] content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Skip} {LastDate}"));
        return Base64Url.EncodeToString([.. Digest(content, logId, newspaper), .. content]);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT for a token that is changed or belongs to another listing.</exception>
    public static IssuePageToken Decode(string token, string logId, string newspaper)
    {
        if (token.Length == 0) return default;
        if (token.Length < 200 && Base64Url.IsValid(token))
        {
            byte[] bytes = Base64Url.DecodeFromChars(token);
            if (bytes.Length > DigestBytes
                && bytes.AsSpan(0, DigestBytes).SequenceEqual(Digest(bytes.AsSpan(DigestBytes), logId, newspaper))
                && Encoding.UTF8.GetString(bytes, DigestBytes, bytes.Length - DigestBytes).Split(' ') is [var skip, var date])
                return new IssuePageToken(int.Parse(skip, CultureInfo.InvariantCulture), date);
        }

        throw Failures.InvalidArgument("page_token: is not a token of this listing", "page_token");
    }

    private static byte[] Digest(ReadOnlySpan<byte> content, string logId, string newspaper) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes($"issues\0{logId}\0{newspaper}\0"), .. content])[..DigestBytes];
}
