using Lucene.Net.Index;

namespace Search.Engine.Tests.Ranking;

/// <summary>What is said of a segment's grams is what its dictionaries say, those that it lacks included.</summary>
public sealed class SegmentGramsTests(PrunedIndex index) : IClassFixture<PrunedIndex>
{
    [Fact]
    public void Every_gram_is_found_with_its_articles_and_no_other_is()
    {
        // Beside those that stand there: the mark of a field's end, half of a character, what is folded before it is asked for.
        char[] characters = [.. string.Concat(PrunedIndex.Words).Distinct(), '\uffff', '\ud842', 'Ａ'];
        foreach (AtomicReaderContext segment in index.Searcher.IndexReader.Leaves)
        {
            AtomicReader reader = segment.AtomicReader;
            SegmentTerms terms = SegmentTerms.Of(reader);
            Dictionary<string, int>[] has = [.. TextFields.All.Select(field => ArticlesOf(reader, field))];
            foreach (string gram in characters.SelectMany(first => characters.Select(second => string.Concat(first, second))))
            {
                int[] expected = [.. has.Select(field => field.GetValueOrDefault(gram))], once = new int[TextFields.Count];
                terms.Grams.AddArticles(reader, gram, FieldSet.All, once);
                Assert.Equal(expected, once);
                Assert.Equal(expected, terms.Find(reader, isGram: true, gram).Select(term => term?.Articles ?? 0));
                Array.Clear(once);
                terms.Grams.AddArticles(reader, gram, FieldSet.All, once); // from what is kept now
                Assert.Equal(expected, once);
            }

            foreach (char first in characters)
            {
                Assert.Equal(has[(int)TextField.Body].Where(gram => gram.Key[0] == first).Select(gram => (gram.Key[1], gram.Value)).Order(), terms.Grams.Following(TextField.Body, first));
            }
        }
    }

    [Fact]
    public void What_is_found_is_the_same_before_the_filter_is_made_and_after()
    {
        char[] characters = [.. string.Concat(PrunedIndex.Words).Distinct()];
        string[] grams = [.. characters.SelectMany(first => characters.Select(second => string.Concat(first, second)))];
        SegmentTerm?[] absent = new SegmentTerm?[TextFields.Count];
        foreach (AtomicReaderContext segment in index.Searcher.IndexReader.Leaves)
        {
            SegmentGrams beside = new(segment.AtomicReader, 100, 4, 4, mostMadeWaiting: 0), prepared = new(segment.AtomicReader, 100, 4, 4);
            prepared.Prepare(default);
            Assert.True(prepared.IsFiltered);
            string[] expected = [.. grams.Select(gram => Said(prepared, gram))];
            int readers = segment.AtomicReader.RefCount;
            Assert.Equal(expected, grams.Select(gram => Said(beside, gram))); // begins the filter
            Assert.True(SpinWait.SpinUntil(() => beside.IsFiltered && segment.AtomicReader.RefCount == readers, TimeSpan.FromMinutes(5)));
            Assert.Equal(expected, grams.Select(gram => Said(beside, gram)));

            string Said(SegmentGrams terms, string gram) => string.Join(' ', terms.Find(segment.AtomicReader, gram, absent).Select(term => term?.Articles ?? 0));
        }
    }

    [Fact]
    public void Few_grams_that_no_field_has_pass_the_filter()
    {
        foreach (AtomicReaderContext segment in index.Searcher.IndexReader.Leaves)
        {
            GramTerms[] fields = [.. TextFields.All.Select(field => (GramTerms?)segment.AtomicReader.GetTerms(field.GramName())).OfType<GramTerms>()];
            GramFilter filter = new(fields);
            HashSet<uint> known = [.. fields.SelectMany(field => field.Grams())];
            Assert.All(known, gram => Assert.True(filter.MayHave(gram)));
            Random random = new(3);
            uint[] others = [.. Enumerable.Range(0, 20_000).Select(_ => GramTerm.NumberOf((char)random.Next('一', '龥'), (char)random.Next('一', '龥'))).Where(gram => !known.Contains(gram))];
            Assert.InRange(others.Count(filter.MayHave), 0, others.Length / 10);
        }
    }

    private static Dictionary<string, int> ArticlesOf(AtomicReader reader, TextField field)
    {
        Dictionary<string, int> articles = [];
        for (TermsEnum? terms = reader.GetTerms(field.GramName())?.GetEnumerator(); terms?.MoveNext() == true;) articles.Add(terms.Term.Utf8ToString(), terms.DocFreq);
        return articles;
    }
}
