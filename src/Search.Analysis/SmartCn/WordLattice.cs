using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Search.Analysis.SmartCn;

/// <summary>
/// All ways to cut one sentence into words, and the cheapest of them. The arrays are reused from sentence to sentence: one lattice
/// serves one thread at a time and allocates only to grow to the longest sentence it has seen.
/// </summary>
/// <remarks>
/// Whether a word begins at a place and whether a pair is known is as good as random to the processor, and a wrong guess costs as much as the
/// work of a whole character. So the sentence is walked through in passes that hardly branch: everything is written and then counted or not.
/// The arrays are read through pointers: every index comes from this class itself.
/// </remarks>
internal sealed unsafe class WordLattice
{
    /// <summary>The bits of a node's word that are its number.</summary>
    internal const int WordMask = (int)WordTable.WordMask;

    private readonly SmartCnDictionary dictionary;
    private readonly int firstHanzi;
    private readonly LatticeNodes nodes;
    private readonly CheapestPath path;
    private readonly SentenceArray<Token> tokenArray = new(256);

    /// <summary>A token of the best path, in units of the sentence.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Token
    {
        internal int Start, End, Node;
        internal TokenKind Kind;
    }

    internal WordLattice(SmartCnDictionary dictionary)
    {
        this.dictionary = dictionary;
        firstHanzi = dictionary.Words.FirstHanzi;
        nodes = new LatticeNodes(dictionary);
        path = new CheapestPath(dictionary);
        Clear();
    }

    /// <summary>The number of tokens of the best path of the last sentence given to <c>Cut</c>.</summary>
    internal int Count { get; private set; }

    /// <summary>The tokens of this path, and one of the kind <see cref="TokenKind.End"/> after them. Valid until the next call of <c>Cut</c>.</summary>
    internal Token* Tokens { get; private set; }

    /// <summary>A token of this path.</summary>
    internal ref readonly Token this[int token]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Tokens[token];
    }

    /// <summary>Whether there may be spaces in words.</summary>
    internal bool IsBridging => nodes.IsBridging;

    /// <summary>Gives the next word of two units or more that lies inside a token, or false after the last.</summary>
    /// <param name="token">A token of the best path.</param>
    /// <param name="cursor">0 for the first call, then what the call before left.</param>
    internal bool NextWordInside(int token, ref int cursor, out int start, out int end)
    {
        int whole = Tokens[token].Node;
        (int outerStart, int outerEnd) = (Tokens[token].Start, Tokens[token].End);
        if (cursor == 0)
            cursor = nodes.First[outerStart];
        ulong* spans = nodes.Spans;
        for (; (start = (int)spans[cursor]) < outerEnd; cursor++)
        {
            end = (int)(spans[cursor] >> 32);
            if (cursor == whole || end > outerEnd || end - start < 2 || !IsHanzi(cursor) || (start == outerStart && end == outerEnd))
                continue;
            cursor++;
            return true;
        }
        start = end = 0;
        return false;
    }

    private bool IsHanzi(int node) =>
        nodes.Codes[(int)nodes.Spans[node]] >= firstHanzi && (nodes.Words[node] & WordMask) != dictionary.UserWord;

    /// <summary>Forgets the last sentence.</summary>
    internal void Clear()
    {
        Tokens = tokenArray.Start;
        Tokens->Kind = TokenKind.End;
        Count = 0;
    }

    /// <summary>Finds the best path through <paramref name="sentence"/>.</summary>
    /// <param name="sentence">
    /// What to cut. It may be several sentences with a unit of the text between each two that is given as one of the word <see cref="SmartCnDictionary.SentenceEnd"/>:
    /// each is cut as if it were alone, and all of them in less time.
    /// </param>
    /// <param name="units">Stretches that are one token each, in order, not overlapping.</param>
    /// <param name="userWords">Words that win over any other way to cut, except an overlapping user word.</param>
    internal void Cut(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords)
    {
        nodes.Read(sentence, units, userWords);
        long* ways = path.Find(nodes.Words, nodes.Spans, nodes.Count, nodes.First, sentence.Length, nodes.HasUserWords, out long nodeMask);
        TakePath(ways, nodeMask);
    }

    private void TakePath(long* ways, long nodeMask)
    {
        int nodeCount = nodes.Count;
        Token* end = tokenArray.WithRoom(nodeCount + 1) + nodeCount, at = end;
        end->Kind = TokenKind.End;
        ulong* spans = nodes.Spans;
        ushort* codes = nodes.Codes;
        for (nint node = (nint)(ways[nodeCount - 1] & nodeMask); node != 0; node = (nint)(ways[node] & nodeMask))
        {
            ulong span = spans[node];
            at--;
            *(ulong*)at = span;
            at->Node = (int)node;
            at->Kind = KindOf(codes[(int)span]);
        }
        Tokens = at;
        Count = (int)(end - at);
        if (nodes.HasUserWords) MarkUserWords();
    }

    private void MarkUserWords()
    {
        for (int i = 0; i < Count; i++)
        {
            if ((nodes.Words[Tokens[i].Node] & WordMask) == dictionary.UserWord)
                Tokens[i].Kind = TokenKind.User;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TokenKind KindOf(int code)
    {
        int kind = Math.Min(code, WordTable.FirstWord) + (code >= firstHanzi ? 1 : 0);
        return (TokenKind)Unsafe.Add(ref MemoryMarshal.GetReference(Kinds), kind);
    }

    // By code; after those, all other delimiters and all Hanzi.
    private static ReadOnlySpan<byte> Kinds =>
    [
        (byte)TokenKind.Other, (byte)TokenKind.Other, (byte)TokenKind.Hanzi, (byte)TokenKind.Letters, (byte)TokenKind.Digits,
        (byte)TokenKind.Letters, (byte)TokenKind.Digits, (byte)TokenKind.Delimiter, (byte)TokenKind.Surrogate, (byte)TokenKind.Unit,
        0, 0, 0, 0, 0, 0, (byte)TokenKind.Delimiter, (byte)TokenKind.Hanzi,
    ];
}
