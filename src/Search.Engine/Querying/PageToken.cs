using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Search.Engine;

/// <summary>
/// Where the next page begins. Opaque outside: signed with the log's id, bound to everything in the request that chooses or orders hits, and
/// to the log sequence that the first page showed, so that later articles do not shift what was already seen.
/// </summary>
/// <param name="Sequence">The first page's log sequence.</param>
/// <param name="Reader">The reader that answered the first page: another generation, or the same with other words, shows the same sequence with other scores.</param>
/// <param name="Given">Candidates up to the last hit of the page before, folded ones counted.</param>
/// <param name="Score">The last hit's score or date, exactly as it was compared.</param>
/// <param name="LastId">The last hit's id.</param>
internal sealed record PageToken(long Sequence, long Reader, int Given, double Score, string LastId)
{
    private const byte Format = 2;
    private const int RequestHashLength = 12;
    private const int SignatureLength = 12;
    private const int HeaderLength = 1 + RequestHashLength + 8 + 8 + 4 + 8;

    public string Encode(SearchInquiry inquiry, string logId)
    {
        byte[] id = Encoding.UTF8.GetBytes(LastId);
        byte[] bytes = new byte[HeaderLength + id.Length + SignatureLength];
        bytes[0] = Format;
        RequestHash(inquiry).CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1 + RequestHashLength), Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(9 + RequestHashLength), Reader);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(17 + RequestHashLength), Given);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(21 + RequestHashLength), Score);
        id.CopyTo(bytes, HeaderLength);
        Sign(bytes, logId).CopyTo(bytes.AsSpan(bytes.Length - SignatureLength));
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="EngineException">The token was changed, is of another log or of another request.</exception>
    public static PageToken Decode(string token, SearchInquiry inquiry, string logId)
    {
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(token);
        }
        catch (FormatException)
        {
            throw Foreign("it is not one of this service's tokens");
        }
        if (bytes.Length < 1 + SignatureLength
            || !CryptographicOperations.FixedTimeEquals(Sign(bytes, logId), bytes.AsSpan(bytes.Length - SignatureLength)))
            throw Foreign("it is not one of this service's tokens");
        if (bytes[0] != Format) throw Foreign("it is of another version of this service; begin again with the first page");
        if (!RequestHash(inquiry).SequenceEqual(bytes.AsSpan(1, RequestHashLength)))
            throw Foreign("it belongs to another request; repeat the request it came from unchanged");
        return new PageToken(
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(1 + RequestHashLength)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(9 + RequestHashLength)),
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(17 + RequestHashLength)),
            BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(21 + RequestHashLength)),
            Encoding.UTF8.GetString(bytes.AsSpan(HeaderLength..^SignatureLength)));
    }

    private static ReadOnlySpan<byte> Sign(byte[] bytes, string logId) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes("search page token " + logId), bytes.AsSpan(0, bytes.Length - SignatureLength)).AsSpan(0, SignatureLength);

    private static ReadOnlySpan<byte> RequestHash(SearchInquiry inquiry)
    {
        StringBuilder text = new();
        Add(inquiry.Query);
        Add(inquiry.Literal ? "literal" : "");
        Add(inquiry.UnfoldReprints ? "unfolded" : "");
        Add(inquiry.Strict ? "strict" : "");
        Add(inquiry.RecencyHalfLifeDays.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add(inquiry.Order.ToString());
        Add(inquiry.Filter.DateFrom);
        Add(inquiry.Filter.DateTo);
        foreach (IReadOnlyList<string> values in (IReadOnlyList<string>[])[inquiry.Filter.Newspapers, inquiry.Filter.Sections, inquiry.Filter.Pages, inquiry.Filter.Reporters, inquiry.Filter.Issues])
        {
            text.Append(values.Count).Append(':');
            foreach (string value in values)
                Add(value);
        }
        return SHA256.HashData(Encoding.Unicode.GetBytes(text.ToString())).AsSpan(0, RequestHashLength);

        // With its length before it, so that no two requests give the same text.
        void Add(string value) => text.Append(value.Length).Append(':').Append(value);
    }

    private static EngineException Foreign(string why) => new(EngineFailure.InvalidArgument, $"the page token is refused: {why}", "page_token");
}
