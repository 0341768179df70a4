using System.Buffers;

namespace Search.Engine;

/// <summary>
/// Chooses a body's best passages: whole sentences where they fit, cut at a clause where they do not; the first of each kind
/// of match counts most, so passages that show something new win over those that repeat.
/// </summary>
internal sealed class PassageCutter(TextField field, string text, IReadOnlyList<MatchedRange> ranges, int length)
{
    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create("。！？!?；;…\n");
    private static readonly SearchValues<char> Closers = SearchValues.Create("”’」』》）)】\"'");
    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create("，、,：: \u3000");

    /// <summary>What a mark counts that the passage, or an earlier one, shows already.</summary>
    private const double Repeated = 0.1;

    /// <summary>In <see cref="counted"/>: a passage that was chosen shows the mark.</summary>
    private const int Shown = int.MaxValue;

    /// <summary>By mark, the number of the last passage scored that had it.</summary>
    private readonly int[] counted = new int[MostOf(ranges) + 1];
    private int scored;

    /// <returns>In the order of the text; the text's beginning when nothing in it matched.</returns>
    public IReadOnlyList<Passage> Best(int count)
    {
        if (ranges.Count == 0) return [Cut(field, text, 0, EndOf(0, length), ranges)];
        List<(int Start, int End)> candidates = Candidates();
        List<(int Start, int End)> chosen = new(Math.Min(count, candidates.Count));
        while (chosen.Count < count)
        {
            (int Start, int End)? best = null;
            double bestScore = 0;
            foreach ((int Start, int End) candidate in candidates)
            {
                if (Overlaps(chosen, candidate)) continue;
                double score = Score(candidate.Start, candidate.End);
                // What was said in the same words already is not shown again.
                if (score > bestScore && !Repeats(chosen, candidate)) (best, bestScore) = (candidate, score);
            }

            if (best is not { } passage) break;
            chosen.Add(passage);
            for (int i = FirstFrom(ranges, passage.Start); i < ranges.Count && ranges[i].End <= passage.End; i++) counted[ranges[i].Term] = Shown;
        }

        chosen.Sort(); // by their beginning: they do not overlap
        Passage[] passages = new Passage[chosen.Count];
        for (int i = 0; i < passages.Length; i++) passages[i] = Cut(field, text, chosen[i].Start, chosen[i].End, ranges);
        return passages;
    }

    /// <summary>The passage's text in pieces, what matched marked.</summary>
    public static Passage Cut(TextField field, string text, int start, int end, IReadOnlyList<MatchedRange> ranges)
    {
        int first = FirstFrom(ranges, start), behind = first;
        while (behind < ranges.Count && ranges[behind].End <= end) behind++;
        List<PassageSegment> segments = new((2 * (behind - first)) + 1);
        int at = start;
        for (int i = first; i < behind; i++)
        {
            MatchedRange range = ranges[i];
            if (range.Start > at) segments.Add(new PassageSegment(text[at..range.Start], false));
            segments.Add(new PassageSegment(text[range.Start..range.End], true));
            at = range.End;
        }

        if (at < end) segments.Add(new PassageSegment(text[at..end], false));
        return new Passage { Field = field.Name(), Start = start, Segments = segments };
    }

    /// <summary>
    /// One passage for each sentence that has a match, from its beginning or, in a long one, from a clause before the match. They may overlap, so that the best of a
    /// row of sentences is among them, but begin far enough from each other that together they are a few times as long as the text.
    /// </summary>
    private List<(int Start, int End)> Candidates()
    {
        List<(int Start, int End)> candidates = [];
        int sentence = 0, sentenceEnd = SentenceEnd(0), behind = -1, last = -1;
        for (int i = 0; i < ranges.Count; i++)
        {
            MatchedRange range = ranges[i];
            while (sentenceEnd <= range.Start && sentenceEnd < text.Length)
            {
                sentence = sentenceEnd;
                sentenceEnd = SentenceEnd(sentence);
            }

            if (range.Start < behind && (sentence < last + (length / 4) || range.End - sentence > length)) continue;

            int before = Math.Clamp(length - (range.End - range.Start), 0, length / 3);
            int start = range.End - sentence <= length ? sentence : ClauseBefore(range.Start, Math.Max(sentence, range.Start - before));
            if (Divided(start) is { } earlier) start = earlier.End;
            while (start < range.Start && char.IsWhiteSpace(text[start])) start++;
            last = start;
            behind = Math.Max(EndOf(start, length), range.End);
            candidates.Add((start, behind));
        }

        return candidates;
    }

    private static int MostOf(IReadOnlyList<MatchedRange> ranges)
    {
        int most = 0;
        for (int i = 0; i < ranges.Count; i++) most = Math.Max(most, ranges[i].Term);
        return most;
    }

    private static bool Overlaps(List<(int Start, int End)> chosen, (int Start, int End) candidate)
    {
        foreach ((int start, int end) in chosen)
        {
            if (candidate.Start < end && start < candidate.End) return true;
        }

        return false;
    }

    private bool Repeats(List<(int Start, int End)> chosen, (int Start, int End) candidate)
    {
        foreach ((int start, int end) in chosen)
        {
            if (text.AsSpan(start, end - start).SequenceEqual(text.AsSpan(candidate.Start, candidate.End - candidate.Start))) return true;
        }

        return false;
    }

    private double Score(int start, int end)
    {
        double score = 0;
        scored++;
        for (int i = FirstFrom(ranges, start); i < ranges.Count && ranges[i].End <= end; i++)
        {
            MatchedRange range = ranges[i];
            ref int last = ref counted[range.Term];
            bool isNew = last < scored;
            if (isNew) last = scored;
            score += range.Weight * (isNew ? 1 : Repeated);
        }

        return score;
    }

    /// <summary>The index of the first range that does not begin before <paramref name="start"/>.</summary>
    private static int FirstFrom(IReadOnlyList<MatchedRange> ranges, int start)
    {
        int low = 0, high = ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (ranges[middle].Start < start) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>The range that a cut here would divide, if any.</summary>
    private MatchedRange? Divided(int cut) =>
        FirstFrom(ranges, cut) is var next && next > 0 && ranges[next - 1].End > cut ? ranges[next - 1] : null;

    /// <summary>As many whole sentences of the paragraph as fit; if not even one does, up to a clause's end.</summary>
    private int EndOf(int start, int wanted)
    {
        int limit = Math.Min(text.Length, start + wanted);
        int end = start;
        while (end < text.Length)
        {
            int next = SentenceEnd(end, limit);
            if (next > limit) break;
            end = next;
            if (text[end - 1] != '\n') continue;
            if (end - 1 > start) end--;
            return Undivided(start, end);
        }

        if (end > start) return Undivided(start, end);
        int cut = limit;
        for (int i = limit; i > start + (wanted / 2); i--)
        {
            if (!ClauseEnds.Contains(text[i - 1])) continue;
            cut = i;
            break;
        }

        cut = Undivided(start, cut);
        return cut < text.Length && cut > 0 && char.IsLowSurrogate(text[cut]) && char.IsHighSurrogate(text[cut - 1]) ? cut + 1 : cut;
    }

    /// <summary>The cut, moved so that no match is cut in two.</summary>
    private int Undivided(int start, int cut) => Divided(cut) is not { } range ? cut : range.Start > start ? range.Start : range.End;

    private int ClauseBefore(int match, int earliest)
    {
        for (int i = earliest; i < match; i++)
            if (i > 0 && (ClauseEnds.Contains(text[i - 1]) || SentenceEnds.Contains(text[i - 1]))) return i;
        return earliest > 0 && earliest < text.Length && char.IsLowSurrogate(text[earliest]) ? earliest - 1 : earliest;
    }

    private int SentenceEnd(int start) => SentenceEnd(start, text.Length);

    /// <summary>
    /// Behind the sentence that begins at <paramref name="start"/>, its closing quotes and brackets included; if that is behind
    /// <paramref name="limit"/>, any place behind it, so that a text without sentences is not read to its end for every passage.
    /// </summary>
    private int SentenceEnd(int start, int limit)
    {
        int i = text.AsSpan(start, limit - start).IndexOfAny(SentenceEnds);
        if (i < 0) return limit == text.Length ? limit : limit + 1;
        int end = start + i + 1;
        if (text[end - 1] == '\n') return end;
        while (end < text.Length && end <= limit && (Closers.Contains(text[end]) || (text[end] != '\n' && SentenceEnds.Contains(text[end])))) end++;
        return end;
    }
}
