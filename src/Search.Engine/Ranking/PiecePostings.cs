using Lucene.Net.Index;
using Search.Analysis;

namespace Search.Engine;

/// <summary>A gram of a literal piece, with how many characters before it the piece begins.</summary>
/// <param name="Refused">Where it stands so, the piece is the end of something else.</param>
internal readonly record struct PieceGram(string Gram, int Offset, bool Refused = false)
{
    /// <summary>Every second bigram covers every character; the last one closes a piece of odd length. Null for less than two characters.</summary>
    public static IReadOnlyList<PieceGram>? Of(CharacterFolding folding, string piece)
    {
        IReadOnlyList<string> grams = GramQuery.GramsOf(folding, piece);
        if (grams.Count == 0 || grams[0].Length < 2) return null;
        List<PieceGram> covering = new((grams.Count / 2) + 1);
        for (int i = 0; i < grams.Count; i += 2) covering.Add(new PieceGram(grams[i], i));
        if (grams.Count % 2 == 0) covering.Add(new PieceGram(grams[^1], grams.Count - 1));
        return covering;
    }

    /// <summary>The same of a number in Chinese numerals with what it counts: not the end of a larger number, as 十九名 of 二十九名. Null for less than two characters.</summary>
    public static IReadOnlyList<PieceGram>? OfNumber(CharacterFolding folding, string number) =>
        Of(folding, number) is not { } covering ? null
            : [.. covering, .. SynonymMatch.BeginningsOfLarger(number[0]).Select(before => GramQuery.GramsOf(folding, [before, number[0]])[0]).Distinct(StringComparer.Ordinal).Select(gram => new PieceGram(gram, -1, Refused: true))];
}

/// <summary>
/// The articles of a segment's field that contain a literal piece, with the number of times. Lucene's query for phrases does the same with buffers of its own for each
/// segment and field, which took longer than finding the piece.
/// </summary>
internal sealed class PiecePostings : DocsEnum
{
    private readonly SegmentTerms dictionaries;
    private readonly TextField textField;

    /// <summary>The rarest first.</summary>
    private readonly GramPostingsEnum[] grams;
    private readonly int[] offsets, left, at;

    /// <summary>Those that make an occurrence none: most articles have none, so they are opened at the first.</summary>
    private readonly PieceGram[] refusing;
    private readonly AtomicReader reader;
    private (GramPostingsEnum Gram, int Offset)[]? refused;

    /// <summary>Where the occurrences begin that they may concern.</summary>
    private readonly List<int> begins = [];
    private int document = -1;
    private int frequency;

    private PiecePostings(SegmentTerms dictionaries, TextField textField, AtomicReader reader, GramPostingsEnum[] grams, int[] offsets, PieceGram[] refusing)
    {
        this.dictionaries = dictionaries;
        this.textField = textField;
        this.grams = grams;
        this.offsets = offsets;
        this.reader = reader;
        this.refusing = refusing;
        left = new int[grams.Length];
        at = new int[grams.Length];
    }

    /// <summary>Whether a field of the segment has every gram of the piece.</summary>
    public static bool MayOccur(SegmentTerms dictionaries, AtomicReader reader, TextField field, IReadOnlyList<PieceGram> piece)
    {
        for (int i = 0; i < piece.Count; i++)
        {
            if (!piece[i].Refused && dictionaries.Find(reader, isGram: true, piece[i].Gram)[(int)field] is null) return false;
        }

        return true;
    }

    /// <summary>Where <see cref="MayOccur"/>; <see cref="Return"/> it when done.</summary>
    public static PiecePostings Open(SegmentTerms dictionaries, AtomicReader reader, TextField field, IReadOnlyList<PieceGram> piece)
    {
        // Loops and not queries: this is done for every segment and field.
        int refused = 0;
        for (int i = 0; i < piece.Count; i++) refused += piece[i].Refused ? 1 : 0;
        PieceGram[] refusing = refused == 0 ? [] : [.. piece.Where(gram => gram.Refused)];
        SegmentGram[] terms = new SegmentGram[piece.Count - refused];
        int[] offsets = new int[terms.Length];
        int count = 0;
        for (int i = 0; i < piece.Count; i++)
        {
            if (piece[i].Refused) continue;
            SegmentGram term = (SegmentGram)dictionaries.Find(reader, isGram: true, piece[i].Gram)[(int)field]!;
            int at = count++;
            for (; at > 0 && terms[at - 1].Articles > term.Articles; at--) (terms[at], offsets[at]) = (terms[at - 1], offsets[at - 1]);
            (terms[at], offsets[at]) = (term, piece[i].Offset);
        }

        GramPostingsEnum[] opened = new GramPostingsEnum[terms.Length];
        for (int i = 0; i < opened.Length; i++) opened[i] = dictionaries.Grams.Open(field, terms[i]);
        return new PiecePostings(dictionaries, field, reader, opened, offsets, refusing);
    }

    public override int DocID => document;

    public override int Freq => frequency;

    public override int NextDoc() => Next(grams[0].NextDoc());

    public override int Advance(int target) => Next(grams[0].Advance(target));

    public override long GetCost() => grams[0].GetCost();

    public void Return()
    {
        foreach (GramPostingsEnum gram in grams) dictionaries.Grams.Return(textField, gram);
        foreach ((GramPostingsEnum gram, _) in refused ?? []) dictionaries.Grams.Return(textField, gram);
    }

    /// <summary>The first article at or after <paramref name="candidate"/>, where the rarest gram stands.</summary>
    private int Next(int candidate)
    {
        while (candidate != NO_MORE_DOCS)
        {
            int i = 1;
            for (; i < grams.Length; i++)
            {
                int other = grams[i].DocID < candidate ? grams[i].Advance(candidate) : grams[i].DocID;
                if (other == candidate) continue;
                candidate = other == NO_MORE_DOCS ? NO_MORE_DOCS : grams[0].Advance(other);
                break;
            }

            if (i == grams.Length)
            {
                frequency = refusing.Length == 0 ? Occurrences() : OccurrencesNotRefused(candidate);
                if (frequency > 0) return document = candidate;
                candidate = grams[0].NextDoc();
            }
        }

        return document = NO_MORE_DOCS;
    }

    private int OccurrencesNotRefused(int candidate)
    {
        begins.Clear();
        int found = Occurrences();
        if (found == 0) return 0;
        refused ??= [.. Known(dictionaries, reader, textField, refusing).Select(gram => (dictionaries.Grams.Open(textField, gram.Term), gram.Offset))];
        foreach ((GramPostingsEnum gram, int offset) in refused)
        {
            if ((gram.DocID < candidate ? gram.Advance(candidate) : gram.DocID) != candidate) continue;
            for (int times = gram.Freq, next = 0; times > 0 && next < begins.Count; times--)
            {
                int begin = gram.NextPosition() - offset;
                while (next < begins.Count && begins[next] < begin) next++;
                if (next == begins.Count || begins[next] != begin) continue;
                begins.RemoveAt(next);
                found--;
            }
        }

        return found;
    }

    /// <summary>How often all grams stand at their places in the article where they all are.</summary>
    private int Occurrences()
    {
        if (grams.Length == 1 && refusing.Length == 0) return grams[0].Freq;
        for (int i = 0; i < grams.Length; i++)
        {
            left[i] = grams[i].Freq;
            if (!Step(i)) return 0;
        }

        int found = 0;
        while (true)
        {
            int begin = at[0];
            bool agree = true;
            for (int i = 1; i < grams.Length; i++)
            {
                while (at[i] < begin)
                {
                    if (!Step(i)) return found;
                }

                agree &= at[i] == begin;
                begin = at[i];
            }

            if (agree)
            {
                found++;
                if (refusing.Length > 0) begins.Add(begin);
                if (!Step(0)) return found;
                continue;
            }

            while (at[0] < begin)
            {
                if (!Step(0)) return found;
            }
        }
    }

    private static IEnumerable<(SegmentGram Term, int Offset)> Known(SegmentTerms dictionaries, AtomicReader reader, TextField field, IEnumerable<PieceGram> grams)
    {
        foreach (PieceGram gram in grams)
        {
            if (dictionaries.Find(reader, isGram: true, gram.Gram)[(int)field] is SegmentGram term) yield return (term, gram.Offset);
        }
    }

    private bool Step(int gram)
    {
        if (left[gram]-- == 0) return false;
        at[gram] = grams[gram].NextPosition() - offsets[gram];
        return true;
    }
}
