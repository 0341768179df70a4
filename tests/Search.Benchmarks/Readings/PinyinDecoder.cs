using System.Runtime.InteropServices;
using System.Text;

namespace Search.Benchmarks.Readings;

/// <summary>Asks libgooglepinyin (Debian package libgooglepinyin0, Apache-2.0) which words it gives for typed syllables.</summary>
internal sealed unsafe class PinyinDecoder : IDisposable
{
    private const int Looked = 60; // candidates; whole words come before pieces
    private const int LongestCandidate = 64;

    private readonly nint library;
    private readonly delegate* unmanaged[Cdecl]<byte*, nuint, nuint> search;
    private readonly delegate* unmanaged[Cdecl]<nuint, char*, nuint, char*> candidate;
    private readonly delegate* unmanaged[Cdecl]<void> reset;

    internal PinyinDecoder(string libraryPath, string dictionaryPath)
    {
        library = NativeLibrary.Load(libraryPath);
        var open = (delegate* unmanaged[Cdecl]<byte*, byte*, byte>)NativeLibrary.GetExport(library, "im_open_decoder");
        search = (delegate* unmanaged[Cdecl]<byte*, nuint, nuint>)NativeLibrary.GetExport(library, "im_search");
        candidate = (delegate* unmanaged[Cdecl]<nuint, char*, nuint, char*>)NativeLibrary.GetExport(library, "im_get_candidate");
        reset = (delegate* unmanaged[Cdecl]<void>)NativeLibrary.GetExport(library, "im_reset_search");
        string personal = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        fixed (byte* system = Encoding.UTF8.GetBytes(dictionaryPath + "\0"), user = Encoding.UTF8.GetBytes(personal + "\0"))
        {
            if (open(system, user) == 0) throw new InvalidDataException($"{dictionaryPath} is not a dictionary of libgooglepinyin.");
        }
    }

    /// <summary>The word's place among the candidates for these syllables, or -1.</summary>
    internal int RankOf(string word, IEnumerable<string> syllables)
    {
        // The library writes lve and nve as lue and nue.
        byte[] typed = Encoding.ASCII.GetBytes(string.Join('\'', syllables.Select(s => s is "lve" or "nve" ? s[0] + "ue" : s)));
        reset();
        int count;
        fixed (byte* text = typed)
            count = (int)search(text, (nuint)typed.Length);
        char* buffer = stackalloc char[LongestCandidate];
        for (int i = 0; i < Math.Min(count, Looked); i++)
        {
            if (candidate((nuint)i, buffer, LongestCandidate - 1) != null && word.AsSpan().SequenceEqual(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer)))
                return i;
        }
        return -1;
    }

    public void Dispose() => NativeLibrary.Free(library);
}
