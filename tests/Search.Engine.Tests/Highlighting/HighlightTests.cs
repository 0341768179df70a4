using CsCheck;
using Search.Analysis;

namespace Search.Engine.Tests.Highlighting;

public sealed class HighlightTests
{
    private static readonly string[] Alphabet = ["云", "溪", "大", "桥", "，", "。", "”", "！", "A", "b", "８", " ", "\n", "𠮷", "😀"];
    private static readonly CharacterFolding Folding = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries")).Folding;
    private static readonly Highlighter Highlighter = new(Folding);

    private static Gen<string> Text(int most) => Gen.Int[0, Alphabet.Length - 1].Select(i => Alphabet[i]).Array[1, most].Select(string.Concat);

    [Fact]
    public void Marks_are_the_piece_and_passages_are_the_text() =>
        Gen.Select(Text(400), Text(6), Gen.Int[20, 60], Gen.Int[1, 5]).Sample(
            (text, piece, length, count) =>
            {
                string folded = Fold(piece);
                if (folded.Length == 0) return;
                List<MatchedRange> ranges = Find(text, folded);
                Assert.Equal(Fold(text).Contains(folded, StringComparison.Ordinal), ranges.Count > 0);
                AssertOrdered(ranges, text);
                Assert.All(ranges, r => Assert.Equal(folded, Fold(text[r.Start..r.End])));
                AssertPassages(text, ranges, length, count);
            },
            iter: 20_000);

    [Fact]
    public void Many_marks_never_overlap_and_halves_of_characters_are_completed() =>
        Gen.Select(Text(400), Gen.Select(Text(8), Gen.Int[0, 15], Gen.Int[1, 5]).Array[1, 6], Gen.Int[20, 60], Gen.Int[1, 5]).Sample(
            (text, cuts, length, count) =>
            {
                string[] pieces = [.. cuts.Select(c => Fold(c.Item1[Math.Min(c.Item2, c.Item1.Length - 1)..][..Math.Min(c.Item3, c.Item1.Length - Math.Min(c.Item2, c.Item1.Length - 1))])).Where(p => p.Length > 0)];
                List<MatchedRange> ranges = Find(text, pieces);
                AssertOrdered(ranges, text);
                AssertPassages(text, ranges, length, count);
            },
            iter: 20_000);

    [Theory]
    [InlineData("桥")]
    [InlineData("桥。")]
    [InlineData("！")]
    [InlineData("桥\n")]
    public void A_body_of_a_million_characters_is_marked(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        List<MatchedRange> ranges = Find(text, Fold(unit));
        Assert.NotEmpty(ranges);
        AssertPassages(text, ranges, 120, 20);
    }

    [Theory]
    [InlineData("桥", 50)]
    [InlineData("桥。", 0)]
    [InlineData("桥，路", 7)]
    public void Work_grows_with_the_field_and_not_faster(string unit, int apart)
    {
        int small = Work(5_000), large = Work(10_000);
        Assert.True(large < 2.4 * small, $"{small} looks at marks, then {large}");

        // Each look at a mark, also those of searching for the first of a place.
        int Work(int matches)
        {
            string text = string.Concat(Enumerable.Range(0, matches).Select(i => $"{unit}{(char)('\uac00' + i)}{new string('水', apart)}"));
            CountedMarks marks = new(Find(text, "桥"));
            Assert.Equal(matches, marks.Count);
            Assert.Equal(20, new PassageCutter(TextField.Body, text, marks, 40).Best(20).Count);
            return marks.Looks;
        }
    }

    [Fact]
    public void Passages_show_different_words_before_the_same_again_and_never_the_same_text_twice()
    {
        string filler = new('水', 40);
        string text = string.Concat(Enumerable.Repeat($"云溪大桥云溪{filler}。", 5)) + $"{filler}。{filler}隧道。{filler}。";
        List<MatchedRange> ranges = Find(text, "云溪", "隧道");
        IReadOnlyList<Passage> passages = new PassageCutter(TextField.Body, text, ranges, 50).Best(3);
        Assert.Equal(2, passages.Count);
        Assert.Equal(["云溪", "云溪", "隧道"], passages.SelectMany(p => p.Segments).Where(s => s.Matched).Select(s => s.Text));
        Assert.All(passages, p => Assert.EndsWith("。", p.Segments[^1].Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_best_of_a_row_of_sentences_is_found_wherever_it_begins()
    {
        string text = $"云溪{new string('水', 20)}。{new string('水', 20)}。{new string('水', 10)}隧道。大桥{new string('水', 20)}。渡口{new string('水', 8)}。";
        Passage passage = Assert.Single(new PassageCutter(TextField.Body, text, Find(text, "云溪", "隧道", "大桥", "渡口"), 60).Best(1));
        Assert.Equal(["隧道", "大桥", "渡口"], passage.Segments.Where(s => s.Matched).Select(s => s.Text));
    }

    [Fact]
    public async Task Hits_show_what_matched_in_every_field()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        PutReceipt receipt = await fixture.PutAsync("h", "云溪大桥通车", "昨日，云溪大桥通车。天气晴好。\n大桥长三千米。");
        await fixture.Engine.WaitForSequenceAsync(receipt.Sequence, default);
        foreach (bool whole in (bool[])[false, true])
        {
            ArticleHit hit = Assert.Single((await fixture.Engine.SearchAsync(new SearchInquiry { Query = "云溪大桥", Literal = true, Highlight = new() { WholeFields = whole } }, default)).Hits);
            Assert.Equal(["headline", "body"], hit.Highlights.Select(p => p.Field));
            Assert.All(hit.Highlights, p => Assert.Equal(["云溪大桥"], p.Segments.Where(s => s.Matched).Select(s => s.Text)));
            if (whole) Assert.Equal(hit.Logged.Article.Body, string.Concat(hit.Highlights[1].Segments.Select(s => s.Text)));
        }

        Assert.Empty(Assert.Single((await fixture.Engine.SearchAsync(new SearchInquiry { Query = "大桥", Highlight = new() { Disabled = true } }, default)).Hits).Highlights);
    }

    private sealed class CountedMarks(List<MatchedRange> marks) : IReadOnlyList<MatchedRange>
    {
        public int Looks { get; private set; }

        public int Count => marks.Count;

        public MatchedRange this[int index]
        {
            get
            {
                Looks++;
                return marks[index];
            }
        }

        public IEnumerator<MatchedRange> GetEnumerator()
        {
            for (int i = 0; i < marks.Count; i++) yield return this[i];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static List<MatchedRange> Find(string text, params string[] pieces) =>
        Highlighter.Find(text, TextField.Body, null, 0, new HighlightTerms([], [.. pieces.Select(p => new HighlightPiece(p, FieldSet.All, 1))]));

    private static void AssertOrdered(List<MatchedRange> ranges, string text)
    {
        int behind = 0;
        foreach (MatchedRange range in ranges)
        {
            Assert.True(range.Start >= behind && range.End > range.Start && range.End <= text.Length);
            AssertWhole(text, range.Start);
            AssertWhole(text, range.End);
            behind = range.End;
        }
    }

    private static void AssertPassages(string text, List<MatchedRange> ranges, int length, int count)
    {
        IReadOnlyList<Passage> passages = new PassageCutter(TextField.Body, text, ranges, length).Best(count);
        Assert.InRange(passages.Count, 1, count);
        int behind = 0;
        foreach (Passage passage in passages)
        {
            string shown = string.Concat(passage.Segments.Select(s => s.Text));
            int end = passage.Start + shown.Length;
            Assert.True(passage.Start >= behind);
            Assert.Equal(text[passage.Start..end], shown);
            AssertWhole(text, passage.Start);
            AssertWhole(text, end);
            Assert.All(passage.Segments, s => Assert.NotEmpty(s.Text));
            List<MatchedRange> inside = [.. ranges.Where(r => r.Start < end && r.End > passage.Start)];
            Assert.Equal(inside.Select(r => text[r.Start..r.End]), passage.Segments.Where(s => s.Matched).Select(s => s.Text));
            Assert.True(ranges.Count == 0 || inside.Count > 0);
            Assert.True(shown.Length <= Math.Max(length + 1, inside.Select(r => r.End - r.Start).DefaultIfEmpty(0).Max()), $"{shown.Length} characters where {length} were asked for");
            behind = end;
        }
    }

    private static void AssertWhole(string text, int cut) => Assert.False(cut > 0 && cut < text.Length && char.IsSurrogatePair(text[cut - 1], text[cut]));

    private static string Fold(string text) => string.Concat(text.Where(c => !Folding.IsSkipped(c)).Select(Folding.Fold));
}
