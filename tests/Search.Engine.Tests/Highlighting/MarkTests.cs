using CsCheck;
using Search.Analysis;

namespace Search.Engine.Tests.Highlighting;

/// <summary>What a search marks in whole fields and passages, for random articles and queries of all kinds.</summary>
public sealed class MarkTests(MarkedArticles articles) : IClassFixture<MarkedArticles>
{
    [Fact]
    public void A_quoted_piece_is_marked_wherever_it_stands_as_one_range_and_nowhere_else() =>
        articles.Piece.Sample(
            piece =>
            {
                string folded = articles.Fold(piece);
                if (folded.Length == 0 || piece.Any(QuotationMarks.Opens)) return;
                foreach (ArticleHit hit in articles.Search($"\"{piece}\"", whole: true))
                {
                    int fields = 0;
                    foreach ((string name, string text) in MarkedArticles.FieldsOf(hit.Logged.Article))
                    {
                        int occurrences = Occurrences(articles.Fold(text), folded);
                        string[] marks = [.. hit.Highlights.Where(p => p.Field == name).SelectMany(p => p.Segments).Where(s => s.Matched).Select(s => articles.Fold(s.Text))];
                        Assert.Equal(Enumerable.Repeat(folded, occurrences), marks);
                        if (occurrences > 0) fields++;
                    }

                    Assert.True(fields > 0, $"“{piece}” is in no field of the article it found");
                }
            },
            iter: 200);

    [Fact]
    public void Plain_words_are_marked_whole_and_only_what_was_asked_for() =>
        articles.Piece.Array[1, 3].Select(p => string.Join(' ', p)).Sample(
            query =>
            {
                if (!IsPlain(query)) return;
                string asked = articles.Fold(query);
                HashSet<string> terms = [.. articles.Analysis.Analyze(query, AnalysisMode.Query).Select(t => t.Term)];
                foreach (ArticleHit hit in articles.Search(query, whole: true))
                {
                    foreach (Passage passage in hit.Highlights)
                    {
                        string text = MarkedArticles.FieldsOf(hit.Logged.Article).Single(f => f.Name == passage.Field).Text;
                        List<AnalyzedToken> tokens = [.. articles.Analysis.Analyze(text, AnalysisMode.Index)];
                        foreach ((int start, int end) in MarksOf(passage))
                        {
                            bool isWord = tokens.Exists(t => t.Start == start) && tokens.Exists(t => t.End == end) && tokens.Where(t => t.Start >= start && t.End <= end).Any(t => terms.Contains(t.Term));
                            Assert.True(isWord || articles.IsMadeOf(text[start..end], asked), $"“{text[start..end]}” is marked for “{query}” in “{text}”");
                        }
                    }
                }
            },
            iter: 200);

    [Fact]
    public void Latin_words_behind_operators_and_stars_are_marked_whole() =>
        Gen.Select(Gen.Int[0, MarkedArticles.LatinWords.Length - 1].Select(i => MarkedArticles.LatinWords[i]), Gen.Int[0, 2]).Sample(
            (word, kind) =>
            {
                string query = kind switch { 0 => $"+{word}", 1 => $"headline:{word} OR body:{word}", _ => $"{word[..2]}*" };
                string beginning = kind == 2 ? word[..2] : word;
                IReadOnlyList<ArticleHit> hits = articles.Search(query, whole: true);
                Assert.NotEmpty(hits);
                foreach (ArticleHit hit in hits)
                {
                    Assert.Contains(hit.Highlights, p => p.Segments.Any(s => s.Matched));
                    foreach (Passage passage in hit.Highlights)
                    {
                        string text = MarkedArticles.FieldsOf(hit.Logged.Article).Single(f => f.Name == passage.Field).Text;
                        foreach ((int start, int end) in MarksOf(passage))
                        {
                            string mark = articles.Fold(text[start..end]);
                            Assert.True(kind == 2 ? mark.StartsWith(beginning, StringComparison.Ordinal) : mark == word, $"“{text[start..end]}” is marked for “{query}”");
                            Assert.False(start > 0 && char.IsAsciiLetter(articles.Folding.Fold(text[start - 1])), $"“{text[start..end]}” begins within a word of “{text}”");
                            Assert.False(end < text.Length && char.IsAsciiLetter(articles.Folding.Fold(text[end])), $"“{text[start..end]}” ends within a word of “{text}”");
                        }
                    }
                }
            },
            iter: 100);

    [Fact]
    public void Passages_are_pieces_of_the_stored_fields_in_order_and_as_long_as_asked() =>
        Gen.Select(articles.Query, Gen.Int[20, 160], Gen.Int[1, 5]).Sample(
            (query, length, most) =>
            {
                foreach (ArticleHit hit in articles.Search(query, whole: false, length, most))
                {
                    Dictionary<string, string> fields = MarkedArticles.FieldsOf(hit.Logged.Article).ToDictionary(f => f.Name, f => f.Text);
                    Assert.InRange(hit.Highlights.Count(p => p.Field == "body"), fields["body"].Length > 0 ? 1 : 0, most);
                    Assert.All(hit.Highlights.Where(p => p.Field != "body").CountBy(p => p.Field), field => Assert.Equal(1, field.Value));
                    int behind = 0;
                    foreach (Passage passage in hit.Highlights)
                    {
                        string text = fields[passage.Field], shown = string.Concat(passage.Segments.Select(s => s.Text));
                        Assert.Equal(text.Substring(passage.Start, shown.Length), shown);
                        Assert.DoesNotContain(passage.Segments, s => s.Text.Length == 0);
                        foreach ((int start, int end) in MarksOf(passage).Append((passage.Start, passage.Start + shown.Length)))
                        {
                            AssertWhole(text, start);
                            AssertWhole(text, end);
                        }

                        if (passage.Field != "body")
                        {
                            Assert.Equal(text, shown);
                            continue;
                        }

                        Assert.True(passage.Start >= behind, "passages overlap or are out of order");
                        behind = passage.Start + shown.Length;
                        int longestMark = MarksOf(passage).Select(m => m.End - m.Start).DefaultIfEmpty(0).Max();
                        Assert.True(shown.Length <= Math.Max(length + 1, longestMark), $"{shown.Length} characters where {length} were asked for");
                    }
                }
            },
            iter: 300);

    [Fact]
    public void Whole_fields_are_given_from_start_to_end() =>
        articles.Query.Sample(
            query =>
            {
                foreach (ArticleHit hit in articles.Search(query, whole: true))
                {
                    foreach (Passage passage in hit.Highlights)
                    {
                        Assert.Equal(0, passage.Start);
                        Assert.Equal(MarkedArticles.FieldsOf(hit.Logged.Article).Single(f => f.Name == passage.Field).Text, string.Concat(passage.Segments.Select(s => s.Text)));
                    }

                    Assert.Equal(hit.Logged.Article.Body.Length > 0, hit.Highlights.Any(p => p.Field == "body"));
                }
            },
            iter: 150);

    private static bool IsPlain(string query) => QueryReader.Read(query) is ParsedQuery { Root.Parts: var parts } && parts.All(part => part is TextNode);

    private static IEnumerable<(int Start, int End)> MarksOf(Passage passage)
    {
        int at = passage.Start;
        foreach (PassageSegment segment in passage.Segments)
        {
            if (segment.Matched) yield return (at, at + segment.Text.Length);
            at += segment.Text.Length;
        }
    }

    private static int Occurrences(string text, string piece)
    {
        int count = 0;
        for (int at = text.IndexOf(piece, StringComparison.Ordinal); at >= 0; at = text.IndexOf(piece, at + piece.Length, StringComparison.Ordinal)) count++;
        return count;
    }

    private static void AssertWhole(string text, int cut) => Assert.False(cut > 0 && cut < text.Length && char.IsSurrogatePair(text[cut - 1], text[cut]));
}
