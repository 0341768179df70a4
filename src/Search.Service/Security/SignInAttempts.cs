using System.Net;
using System.Net.Sockets;

namespace Search.Service.Security;

/// <summary>
/// Bounds how often an address may try to sign in. A key is counted as wrong before it is looked at, so that tries sent at once are counted too; a right one
/// forgets the tries before it. Once too many, even the right key is not looked at until the window is over: what guesses learn nothing from.
/// </summary>
internal sealed class SignInAttempts(TimeProvider time)
{
    public const int Most = 10;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Addresses remembered at once; beyond it the one whose window ends first is forgotten.</summary>
    private const int MostAddresses = 10_000;

    private readonly Dictionary<IPAddress, (int Tries, DateTimeOffset Ends)> addresses = [];
    private readonly Lock counting = new();

    /// <exception cref="AccessRefusedException">The address has tried too often.</exception>
    public void Begin(IPAddress? address)
    {
        var from = NetworkOf(address);
        var now = time.GetUtcNow();
        lock (counting)
        {
            if (!addresses.TryGetValue(from, out var known) || known.Ends <= now) known = (0, now + Window);
            if (known.Tries >= Most) throw AccessRefusedException.TooMany(known.Ends - now);
            if (addresses.Count >= MostAddresses) Forget(now);
            addresses[from] = (known.Tries + 1, known.Ends);
        }
    }

    public void Succeeded(IPAddress? address)
    {
        lock (counting) addresses.Remove(NetworkOf(address));
    }

    /// <summary>Whoever has an IPv6 address has 2^64 of them.</summary>
    private static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var over in addresses.Where(a => a.Value.Ends <= now).Select(a => a.Key).ToList()) addresses.Remove(over);
        if (addresses.Count >= MostAddresses) addresses.Remove(addresses.MinBy(a => a.Value.Ends).Key);
    }
}
