using System.IO.Compression;
using System.Text;

namespace Search.Newspaper.Archives;

/// <summary>A member of a zip archive that may be read, or why not.</summary>
internal sealed record ZipMember(ZipArchiveEntry Entry, string Name, PageFailure? Refused);

/// <summary>Members of a zip archive in the archive's order, unsafe names refused. Nothing is ever written to disk, so a refusal concerns only its member.</summary>
internal static class ZipMembers
{
    /// <summary>Unix file type in the upper half of a member's attributes.</summary>
    private const int FileTypeMask = 0xF000, SymbolicLink = 0xA000;

    /// <summary>Old Chinese archives name their members in GBK without saying so; .NET asks only when the UTF-8 flag is not set.</summary>
    public static ZipArchive Open(Stream stream)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true, new Utf8ElseGbk());
    }

    public static IEnumerable<ZipMember> Of(ZipArchive archive, ReaderLimits limits)
    {
        int count = 0;
        foreach (var entry in archive.Entries)
        {
            string name = entry.FullName.Replace('\\', '/');
            if (name.EndsWith('/') || name.Contains("__MACOSX/", StringComparison.Ordinal) || Path.GetFileName(name).StartsWith('.') || IsOfWindows(Path.GetFileName(name))) continue;
            if (++count > limits.MaxArchiveMembers)
                throw new LimitExceededException($"The archive has more than {limits.MaxArchiveMembers} members.");
            yield return new ZipMember(entry, name, Refuse(entry, name));
        }
    }

    public static Stream OpenMember(ZipArchiveEntry entry) => new CheckedStream(entry.Open(), entry.Length, entry.Crc32);

    private static PageFailure? Refuse(ZipArchiveEntry entry, string name)
    {
        if (IsUnsafe(name)) return new PageFailure(FailureReason.UnsafePath, 0, "The member's name leads out of the archive.");
        if ((entry.ExternalAttributes >> 16 & FileTypeMask) == SymbolicLink) return new PageFailure(FailureReason.UnsafePath, 0, "The member is a link, not a file.");
        return entry.IsEncrypted ? new PageFailure(FailureReason.Encrypted, 0, "The member is encrypted; nobody here has the password.") : null;
    }

    private static bool IsOfWindows(string name) => name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase) || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);

    private static bool IsUnsafe(string name) =>
        name.StartsWith('/') || name.Contains('\0') || name.Length > 1 && name[1] == ':' || name.Split('/').Contains("..");

    private sealed class Utf8ElseGbk : Encoding
    {
        private static readonly Encoding Strict = new UTF8Encoding(false, true);
        private static readonly Encoding Gbk = GetEncoding("GB18030");

        private static Encoding For(ReadOnlySpan<byte> bytes)
        {
            try
            {
                Strict.GetCharCount(bytes);
                return Strict;
            }
            catch (DecoderFallbackException)
            {
                return Gbk;
            }
        }

        public override int GetByteCount(char[] chars, int index, int count) => Strict.GetByteCount(chars, index, count);
        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => Strict.GetBytes(chars, charIndex, charCount, bytes, byteIndex);
        public override int GetCharCount(byte[] bytes, int index, int count) => For(bytes.AsSpan(index, count)).GetCharCount(bytes, index, count);
        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
            For(bytes.AsSpan(byteIndex, byteCount)).GetChars(bytes, byteIndex, byteCount, chars, charIndex);
        public override int GetMaxByteCount(int charCount) => Gbk.GetMaxByteCount(charCount);
        public override int GetMaxCharCount(int byteCount) => Gbk.GetMaxCharCount(byteCount);
    }
}
