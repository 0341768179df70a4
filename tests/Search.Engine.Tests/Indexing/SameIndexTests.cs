using CsCheck;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine.Tests.Indexing;

/// <summary>What batches write is what Lucene itself would have written for the same articles, term by term and position by position.</summary>
public sealed class SameIndexTests
{
    private static readonly ChineseAnalysis Analysis = ChineseAnalysis.Load(Path.Combine(EngineFixture.Checkout, "index", "dictionaries"));

    private static readonly string[] Pieces =
    [
        "云溪", "大桥", "通车", "二〇二二年三月九日", "３．５％", "C919", "經濟", "高质量发展", "，", "。", "（", "「", "\n", " ", "　", "\u200b", "\uFEFF", "𠮷", "😀", "\uD842", "\uDFB7", "\uFFFF", "\uFFFE", "é", "ﬁ",
        "running", "ＡＢＣ", "0", "㎡", "Ⅲ", "的", "\u0000", new string('字', 40), new string('x', 300),
    ];

    private sealed record Step(LogEntry[] Entries, bool Merge);

    [Fact]
    public void Random_articles_updates_and_deletes_give_the_index_that_Lucene_writes()
    {
        Gen.Select(Entries, Gen.Bool, (entries, merge) => (entries, merge)).Array[1, 6].Sample(
            steps => AssertSame(steps.Select(s => new Step([.. s.entries.Select(Entry)], s.merge))),
            iter: 25,
            print: _ => "steps");
    }

    [Fact]
    public void Whole_values_end_at_a_thousand_characters_and_are_one_where_they_are_alike_until_there()
    {
        string most = new('x', 999);
        AssertSame(
        [
            new Step([Put("a", 1, new Article { Id = "a", Newspaper = most + "xy", Section = most + "𠮷溪", Page = most + "y", Headline = "大桥", Bylines = [new Byline { Names = [most + "xy", most + "xz"] }] })], Merge: false),
            new Step([Put("b", 1, new Article { Id = "b", Newspaper = most + "xz", Section = most + "𠮷", Headline = "通车" })], Merge: true),
        ]);
    }

    [Fact]
    public void Grams_of_very_many_articles_are_enumerated_and_skipped_in_like_Lucenes()
    {
        // Two characters make grams that are in thousands of articles: many blocks of postings, some of them full of deleted articles.
        (string Id, string Text)[] texts = Gen.Select(Gen.Char["一二三"].Array[1, 12], Gen.Int[0, 5]).Array[3_000].Single()
            .Select((g, i) => ($"m{i}", g.Item2 == 0 ? "特" + new string(g.Item1) : new string(g.Item1))).ToArray();
        using RAMDirectory ours = new(), lucenes = new();
        using IndexWriter our = OurWriter(ours), lucene = new(lucenes, LuceneDocuments.Config(Analysis));
        foreach ((string, string)[] chunk in texts.Chunk(1_100))
            Write(our, lucene, [.. chunk.Select(t => Put(t.Item1, 1, new Article { Id = t.Item1, Headline = t.Item2 }))]);
        LogEntry[] deletes = [.. Enumerable.Range(200, 700).Select(i => new LogEntry(1, $"m{i}", 2, LogOperation.Delete, null))];
        Write(our, lucene, deletes);
        foreach (bool merged in new[] { false, true })
        {
            if (merged) our.ForceMerge(1);
            lucene.ForceMerge(1);
            using DirectoryReader a = DirectoryReader.Open(our, true), b = DirectoryReader.Open(lucene, true);
            Assert.Equal(IndexContent.Of(b), IndexContent.Of(a));
            foreach (AtomicReaderContext leaf in a.Leaves) AssertSkips(leaf.AtomicReader);
        }
    }

    [Fact]
    public void An_article_taken_back_leaves_nothing_in_the_batch()
    {
        ArticleBatch batch = new(Analysis);
        using RAMDirectory ours = new(), lucenes = new();
        using IndexWriter our = OurWriter(ours), lucene = new(lucenes, LuceneDocuments.Config(Analysis));
        Article first = new() { Id = "a", Newspaper = "云溪日报", Headline = "大桥通车", Paragraphs = ["云溪大桥今天通车。"] };
        Article second = new() { Id = "b", Newspaper = "松江晚报", Kicker = "引题", Headline = "失败", Bylines = [new Byline { Role = "记者", Names = ["沈知秋"] }], Paragraphs = ["这一篇要收回。"] };
        foreach (Article article in new[] { second, first, second, second, first with { Id = "c" }, second })
        {
            LoggedArticle logged = new() { Article = article, Sequence = 3, Version = 1 };
            ArticleIndexer.Add(batch, logged, ArticleCodec.Encode(article));
            if (article.Id == "b") batch.RemoveArticle();
            else lucene.AddDocument(LuceneDocuments.Create(logged, ArticleCodec.Encode(article), storedOnly: false, Analysis));
        }

        our.AddIndexes(batch.Read());
        using DirectoryReader a = DirectoryReader.Open(our, true), b = DirectoryReader.Open(lucene, true);
        Assert.Equal(IndexContent.Of(b), IndexContent.Of(a));
    }

    [Fact]
    public void A_damaged_file_of_grams_is_found_by_its_checksum()
    {
        using RAMDirectory directory = new(), other = new();
        using (IndexWriter our = OurWriter(directory), lucene = new(other, LuceneDocuments.Config(Analysis)))
            Write(our, lucene, [Put("a", 1, new Article { Id = "a", Headline = "云溪大桥通车", Paragraphs = ["云溪大桥今天通车。云溪大桥很长。"] })]);
        Assert.True(new CheckIndex(directory).DoCheckIndex().Clean);

        string file = directory.ListAll().Single(name => name.EndsWith(".grm", StringComparison.Ordinal));
        byte[] bytes;
        using (IndexInput input = directory.OpenInput(file, IOContext.DEFAULT))
        {
            bytes = new byte[input.Length];
            input.ReadBytes(bytes, 0, bytes.Length);
        }

        bytes[bytes.Length / 2] ^= 0x10;
        directory.DeleteFile(file);
        using (IndexOutput output = directory.CreateOutput(file, IOContext.DEFAULT)) output.WriteBytes(bytes, 0, bytes.Length);
        Assert.False(new CheckIndex(directory).DoCheckIndex().Clean);
    }

    private static Gen<(int Id, bool Delete, bool Fails, string[] Texts)[]> Entries =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 9].Select(i => i == 0), Gen.Int[0, 14].Select(i => i == 0), Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 12].Select(string.Concat).Array[8]).Array[0, 25];

    private static LogEntry Entry((int Id, bool Delete, bool Fails, string[] Texts) g)
    {
        string id = $"a{g.Id}";
        if (g.Delete) return new LogEntry(1, id, 2, LogOperation.Delete, null);
        string[] t = g.Texts;
        return Put(id, 2, new Article
        {
            Id = id,
            Newspaper = t[0].Length % 3 == 0 ? "" : "云溪日报",
            Date = t[1].Length % 2 == 0 ? "" : "2021-05-06",
            Page = t[1].Length % 4 == 0 ? "" : "A0" + (t[1].Length % 10),
            Section = t[2],
            Kicker = t[3],
            Headline = t[4],
            Subhead = t[5],
            Bylines = t[6].Length % 2 == 0 ? [] : [new Byline { Role = "记者", Names = ["沈知秋", t[0], "沈知秋"] }, new Byline { Names = [t[7]] }],
            Paragraphs = [t[7], t[6]],
            Credit = g.Fails ? "fails" : "",
        });
    }

    private static LogEntry Put(string id, int version, Article article) => new(7, id, version, LogOperation.Put, ArticleCodec.Encode(article));

    private static IndexWriter OurWriter(RAMDirectory directory) =>
        new(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null) { Codec = new GenerationCodec(), Similarity = new FieldLengthSimilarity() });

    private static void AssertSame(IEnumerable<Step> steps)
    {
        using RAMDirectory ours = new(), lucenes = new();
        using IndexWriter our = OurWriter(ours), lucene = new(lucenes, LuceneDocuments.Config(Analysis));
        foreach (Step step in steps)
        {
            Write(our, lucene, step.Entries);
            if (step.Merge) our.ForceMerge(1);
            lucene.ForceMerge(1);
            using DirectoryReader a = DirectoryReader.Open(our, true), b = DirectoryReader.Open(lucene, true);
            Assert.Equal(Described(b), Described(a));
        }

        our.Commit();
        Assert.True(new CheckIndex(ours).DoCheckIndex().Clean);
    }

    /// <summary>Without the lines about fields: one whose articles are all deleted may still be there in one of the two.</summary>
    private static IReadOnlyList<string> Described(IndexReader reader) => [.. IndexContent.Of(reader).Where(line => !line.StartsWith("field ", StringComparison.Ordinal))];

    private static void Write(IndexWriter our, IndexWriter lucene, LogEntry[] entries)
    {
        LogEntry[] last = [.. entries.GroupBy(e => e.ArticleId).Select(g => g.Last())];
        Term[] ids = [.. last.Where(e => e.Version > 1).Select(e => ArticleIndexer.IdTerm(e.ArticleId))];
        our.DeleteDocuments(ids);
        lucene.DeleteDocuments(ids);
        ArticleBatches batches = new(Analysis, new EngineOptions
        {
            DataDirectory = "",
            DictionariesDirectory = "",
            ConfigDirectory = "",
            IndexingThreads = 2,
            BeforeAnalysis = article => { if (article.Credit == "fails") throw new InvalidOperationException("as an analyser that fails"); },
        });
        batches.Write(last.Where(e => e.Body is not null), our, (_, _) => { });
        foreach (LogEntry entry in last.Where(e => e.Body is not null))
        {
            LoggedArticle logged = new() { Article = ArticleCodec.Decode(entry.BodyOrEmpty()), Sequence = entry.Sequence, Version = entry.Version };
            lucene.AddDocument(LuceneDocuments.Create(logged, entry.BodyOrEmpty().ToArray(), storedOnly: logged.Article.Credit == "fails", Analysis));
        }
    }

    /// <summary>Every gram sought exactly, by a beginning, and its articles skipped in, against its plain enumeration.</summary>
    private static void AssertSkips(AtomicReader segment)
    {
        Terms terms = segment.GetTerms("headline.g");
        List<BytesRef> all = [];
        TermsEnum enumeration = terms.GetEnumerator();
        while (enumeration.MoveNext()) all.Add(BytesRef.DeepCopyOf(enumeration.Term));
        TermsEnum seeking = terms.GetEnumerator();
        DocsEnum? reuse = null;
        foreach (BytesRef term in Enumerable.Reverse(all))
        {
            Assert.True(seeking.SeekExact(term));
            List<int> documents = [];
            DocsEnum docs = seeking.Docs(segment.LiveDocs, null);
            while (docs.NextDoc() != DocIdSetIterator.NO_MORE_DOCS) documents.Add(docs.DocID);
            Gen.Int[1, 400].Array[1, 12].Sample(
                leaps =>
                {
                    reuse = seeking.Docs(segment.LiveDocs, reuse);
                    int at = -1;
                    foreach (int leap in leaps)
                    {
                        if (at == DocIdSetIterator.NO_MORE_DOCS) break;
                        int target = Math.Max(at, 0) + leap;
                        int expected = documents.Where(d => d >= target).DefaultIfEmpty(DocIdSetIterator.NO_MORE_DOCS).First();
                        Assert.Equal(expected, at = reuse.Advance(target));
                    }
                },
                iter: 20,
                threads: 1);
        }

        foreach (string beginning in new[] { "", "\u0001", "一", "一\u4e01", "三三", "丁", "特", "\uffff", "一二三" })
        {
            BytesRef text = new(beginning);
            BytesRef? expected = all.FirstOrDefault(term => term.CompareTo(text) >= 0);
            TermsEnum.SeekStatus status = seeking.SeekCeil(text);
            Assert.Equal(expected is null ? TermsEnum.SeekStatus.END : expected.BytesEquals(text) ? TermsEnum.SeekStatus.FOUND : TermsEnum.SeekStatus.NOT_FOUND, status);
            if (expected is not null) Assert.True(expected.BytesEquals(seeking.Term));
            Assert.Equal(expected is not null && expected.BytesEquals(text), seeking.SeekExact(text));
        }
    }
}
