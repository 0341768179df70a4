using System.Security.Cryptography;
using System.Text;

namespace Search.Engine;

/// <summary>
/// Queries that several clients asked with success, for suggestions. What people look for is theirs: until enough different clients asked the
/// same, only keyed hashes of query and client are held, in memory, with a key that dies with the process; nothing is written anywhere.
/// </summary>
internal sealed class AskedQueries(int leastClients)
{
    private const int LongestQuery = 60;
    private const int MostPending = 20_000;
    private const int MostKept = 5_000;

    private readonly Lock changing = new();
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<UInt128, HashSet<ulong>> pending = [];
    private readonly Queue<UInt128> pendingOrder = new();
    private readonly Dictionary<string, int> kept = [];
    private readonly Queue<string> keptOrder = new();

    /// <summary>Changes with what is kept.</summary>
    public int Version { get; private set; }

    public IReadOnlyList<(string Text, int Found)> Kept()
    {
        lock (changing) return [.. kept.Select(k => (k.Key, k.Value))];
    }

    /// <param name="client">Whatever tells clients apart; a query without it does not count.</param>
    /// <param name="found">Articles it found; a query that found nothing is no suggestion.</param>
    public void Count(string query, string client, long found)
    {
        string text = string.Join(' ', query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (client.Length == 0 || found == 0 || text.Length is < 2 or > LongestQuery) return;
        UInt128 asked = Hash(text);
        lock (changing)
        {
            if (kept.ContainsKey(text))
            {
                int now = (int)Math.Min(found, int.MaxValue);
                if (kept[text] != now) Version++;
                kept[text] = now;
                return;
            }

            if (!pending.TryGetValue(asked, out HashSet<ulong>? clients))
            {
                pending.Add(asked, clients = []);
                pendingOrder.Enqueue(asked);
                if (pending.Count > MostPending) pending.Remove(pendingOrder.Dequeue());
            }

            clients.Add((ulong)Hash(client));
            if (clients.Count < leastClients) return;
            clients.Clear();
            kept[text] = (int)Math.Min(found, int.MaxValue);
            keptOrder.Enqueue(text);
            if (kept.Count > MostKept) kept.Remove(keptOrder.Dequeue());
            Version++;
        }
    }

    private UInt128 Hash(string text) => BitConverter.ToUInt128(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
