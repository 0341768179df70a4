using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Search.Analysis.SmartCn;

/// <summary>The units of one sentence as the codes of a <see cref="WordTable"/>, and what that has for each two of them. Reused from sentence to sentence.</summary>
internal sealed unsafe class SentenceCodes(WordTable words)
{
    /// <summary>The code of what a <see cref="LatticeUnit"/> covers and of what comes after the sentence; no word goes on with it.</summary>
    internal const ushort Unit = (ushort)CharacterClass.Surrogate + 1;

    private const int Padding = 8; // units after the last that steps look at

    private readonly SentenceArray<ushort> codeArray = new(256);
    private readonly SentenceArray<Prefix> prefixArray = new(256);

    /// <summary>What the dictionary has for two units.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Prefix
    {
        internal ulong Entry;
        internal uint At; // of the entry
    }

    /// <summary>By unit of the sentence, and <see cref="Unit"/> for some after it.</summary>
    internal ushort* Codes { get; private set; }

    /// <summary>By unit of the sentence: for it and the next.</summary>
    internal Prefix* Prefixes { get; private set; }

    internal void Read(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units)
    {
        Codes = codeArray.WithRoom(sentence.Length + Padding);
        Prefixes = prefixArray.WithRoom(sentence.Length);
        ReadCodes(sentence, units);
        ReadPrefixes(sentence.Length);
    }

    private void ReadCodes(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units)
    {
        ushort* codeOf = words.Codes, codes = Codes;
        for (int i = 0; i < sentence.Length; i++)
            codes[i] = codeOf[sentence[i]];
        new Span<ushort>(codes + sentence.Length, Padding).Fill(Unit);
        foreach (LatticeUnit unit in units)
            new Span<ushort>(codes + unit.Start, unit.End - unit.Start).Fill(Unit);
    }

    // What the next walk through the sentence will read is called for, so that it need not wait.
    private void ReadPrefixes(int length)
    {
        ulong* entries = words.Entries;
        ushort* codes = Codes;
        Prefix* prefixes = Prefixes;
        for (nint i = 0; i < length; i++)
        {
            uint child = WordTable.ChildOf(entries[codes[i]], codes[i + 1]);
            prefixes[i].At = child;
            if (Sse.IsSupported) Sse.Prefetch0(entries + child);
        }
        for (nint i = 0; i < length; i++)
        {
            ulong entry = prefixes[i].Entry = WordTable.Of(entries[prefixes[i].At], codes[i]);
            if (Sse.IsSupported) Sse.Prefetch0(entries + WordTable.ChildOf(entry, codes[i + 2]));
        }
    }
}
