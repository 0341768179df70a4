using Lucene.Net.Index;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// The Hanzi of indexed articles as one array; a number or a Latin word is a <see cref="Foreign"/> unit, which may stand beside a word but not in one, anything
/// else a <see cref="Break"/>. Bounded: of more text than <see cref="Limit"/> every
/// n-th article is taken, so a large index costs no more than a middling one.
/// </summary>
internal sealed class HanziText
{
    /// <summary>Stands between pieces that do not touch.</summary>
    public const char Break = '\0';

    /// <summary>Stands for any run of digits and letters: what always follows one (年, 日宣布) is no word of its own.</summary>
    public const char Foreign = '0';

    /// <summary>Units held at most. With the numbers beside them that is some 120 MB while words are sought.</summary>
    public const int Limit = 12_000_000;

    /// <summary>Read first to learn how long articles are.</summary>
    private const int Probe = 200;

    private readonly List<int> starts = [];
    private char[] units = new char[1 << 16];

    public ReadOnlySpan<char> Units => units.AsSpan(0, Length);

    public int Length { get; private set; }

    public int Articles => starts.Count;

    /// <summary>Every n-th article was read.</summary>
    public int Step { get; private set; } = 1;

    /// <summary>Names in bylines, with the number of articles that have each.</summary>
    public Dictionary<string, int> BylineNames { get; } = new(StringComparer.Ordinal);

    public static HanziText Read(IndexReader reader, CharacterFolding folding, CancellationToken cancellation)
    {
        HanziText probe = new();
        probe.AddEach(reader, Math.Max(1, reader.NumDocs / Probe), folding, cancellation);
        double expected = probe.Articles == 0 ? 0 : (double)probe.Length / probe.Articles * reader.NumDocs;
        HanziText text = new() { Step = Math.Max(1, (int)Math.Ceiling(expected / Limit)) };
        text.AddEach(reader, text.Step, folding, cancellation);
        return text;
    }

    /// <summary>The number of the article that a unit belongs to; asked for rising positions it takes no search: see <paramref name="from"/>.</summary>
    public int ArticleAt(int position, int from)
    {
        while (from + 1 < starts.Count && starts[from + 1] <= position) from++;
        return from;
    }

    private void AddEach(IndexReader reader, int step, CharacterFolding folding, CancellationToken cancellation)
    {
        int live = 0;
        foreach (AtomicReaderContext leaf in reader.Leaves)
        {
            for (int doc = 0; doc < leaf.AtomicReader.MaxDoc && Length < Limit; doc++)
            {
                if (leaf.AtomicReader.LiveDocs is { } docs && !docs.Get(doc)) continue;
                if (live++ % step != 0) continue;
                cancellation.ThrowIfCancellationRequested();
                Add(StoredArticle.Read(leaf.AtomicReader, doc).Article, folding);
            }
        }
    }

    public void Add(Article article, CharacterFolding folding)
    {
        starts.Add(Length);
        foreach (string name in article.Bylines.SelectMany(b => b.Names).Distinct(StringComparer.Ordinal))
            BylineNames[name] = BylineNames.GetValueOrDefault(name) + 1;
        foreach (string piece in (IEnumerable<string>)[article.Kicker, article.Headline, article.Subhead, .. article.Paragraphs])
        {
            foreach (char c in piece)
            {
                char unit = folding.Fold(c);
                if (IsHanzi(unit)) Append(unit);
                else if (char.IsLetterOrDigit(c) || unit is '%') Append(Foreign);
                // White space within a line is layout, as in names set to a width (王  明).
                else if (!folding.IsSkipped(c)) Append(Break);
            }

            Append(Break);
        }
    }

    public static bool IsHanzi(char unit) => unit is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF';

    private void Append(char unit)
    {
        if (unit is Break or Foreign && Length > 0 && units[Length - 1] == unit) return;
        if (Length == units.Length) Array.Resize(ref units, units.Length * 2);
        units[Length++] = unit;
    }
}
