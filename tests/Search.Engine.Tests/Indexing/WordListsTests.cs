using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Search.Engine.Tests.Ranking;

namespace Search.Engine.Tests.Indexing;

/// <summary>What is written of words is what Lucene writes, and what is read of them by the block is what Lucene reads: long lists with skips of several levels, and all that a merge goes through.</summary>
public sealed class WordListsTests
{
    private static Document Of(params (string Field, IndexOptions Options, string[] Words)[] fields)
    {
        Document document = [];
        foreach ((string field, IndexOptions options, string[] words) in fields)
            document.Add(new Field(field, new Words(words), new FieldType(Lucene.Net.Documents.TextField.TYPE_NOT_STORED) { IndexOptions = options }));
        return document;
    }

    [Fact]
    public void Lists_with_skips_of_several_levels_are_the_same_by_the_block_and_so_are_their_positions()
    {
        const int Articles = 140_000;
        int[] sizes = [1, 2, 127, 128, 129, 255, 256, 257, 1023, 1024, 1025, 1151, 1152, 1153, 1280, 8191, 8192, 8193, 8320, 8321, 65_536, 65_664, 65_665, 131_072];
        using RAMDirectory directory = new();
        Random random = new(7);
        using (IndexWriter writer = new(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null) { Codec = new GenerationCodec(), RAMBufferSizeMB = 512 }))
        {
            for (int d = 0; d < Articles; d++)
            {
                List<string> words = ["all"];
                if (d % 4 == 0) words.Add("all");
                if (random.Next(3) == 0) words.AddRange(Enumerable.Repeat("third", 1 + random.Next(5)));
                if (random.Next(100) == 0) words.Add("rare");
                if (random.Next(17) == 0) words.InsertRange(random.Next(words.Count), Enumerable.Repeat("many", 1 + random.Next(300)));
                if (d == Articles - 1) words.Add("last");
                foreach (int size in sizes)
                {
                    if (d >= 3000 && d < 3000 + size) words.Add($"s{size}");
                }

                writer.AddDocument(Of((TextField.Body.Name(), IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS, [.. words])));
            }

            writer.ForceMerge(1);
        }

        using DirectoryReader reader = DirectoryReader.Open(directory);
        AtomicReader segment = ((AtomicReaderContext)Assert.Single(reader.Leaves)).AtomicReader;
        SegmentTerms dictionaries = SegmentTerms.Of(segment);
        foreach (string word in sizes.Select(size => $"s{size}").Concat(["all", "third", "rare", "many", "last"]))
        {
            SegmentTerm term = dictionaries.Find(segment, isGram: false, word)[(int)TextField.Body]!;
            Assert.NotNull(term);
            List<(int Article, int Frequency)> expected = [];
            DocsEnum postings = segment.GetTermDocsEnum(new Term(TextField.Body.Name(), word));
            for (int d = postings.NextDoc(); d != DocIdSetIterator.NO_MORE_DOCS; d = postings.NextDoc()) expected.Add((d, postings.Freq));
            foreach (int stride in (int[])[1, 3, 40, 127, 128, 700, 5_000, 30_000, 70_000])
            {
                for (int seed = 0; seed < 3; seed++)
                {
                    IArticleBlocks blocks = dictionaries.OpenBlocks(TextField.Body, term);
                    ArticleBlocksTests.AssertAskedFor(expected, blocks, stride, segment.MaxDoc, seed);
                    dictionaries.ReturnBlocks(TextField.Body, blocks);
                    ArticleBlocksTests.AssertPlaces(segment, TextField.Body, word, stride, seed);
                }
            }
        }
    }

    [Fact]
    public void Fields_of_every_kind_make_the_files_that_Lucene_makes_after_deletes_and_merges()
    {
        Random random = new(3);
        for (int round = 0; round < 12; round++)
        {
            string[] vocabulary = [.. Enumerable.Range(0, 1 + random.Next(round % 3 == 0 ? 60 : 9000)).Select(_ => Make()).Append(round % 2 == 0 ? "" : "z")];
            string[][] texts = [.. Enumerable.Range(0, 400).Select(_ => Enumerable.Range(0, 1 + random.Next(120)).Select(_ => vocabulary[random.Next(3) == 0 ? random.Next(Math.Min(5, vocabulary.Length)) : random.Next(vocabulary.Length)]).ToArray())];
            using RAMDirectory ours = new(), lucenes = new();
            Write(ours, new GenerationCodec(), texts);
            Write(lucenes, LuceneFiles.Codec, texts);
            LuceneFiles.AssertSame(ours, lucenes, ".tim", ".tip", ".doc", ".pos", ".pay");
        }

        string Make() => random.Next(4) switch
        {
            0 => new string([.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => "云溪大桥通车经济"[random.Next(8)])]),
            1 => new string('a', random.Next(3) == 0 ? 300 : 2) + random.Next(4000),
            2 => "中" + (char)random.Next(0x4E00, 0x9FFF),
            _ => char.ConvertFromUtf32(0x20000 + random.Next(3000)),
        };
    }

    private static void Write(RAMDirectory directory, Lucene.Net.Codecs.Codec codec, string[][] texts)
    {
        using IndexWriter writer = new(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null) { Codec = codec, UseCompoundFile = false, MaxBufferedDocs = 150, RAMBufferSizeMB = IndexWriterConfig.DISABLE_AUTO_FLUSH, MergePolicy = new LogDocMergePolicy { NoCFSRatio = 0 }, MergeScheduler = new SerialMergeScheduler() });
        int n = 0;
        foreach (string[] words in texts)
        {
            Document document = Of(("docs", IndexOptions.DOCS_ONLY, words), ("freqs", IndexOptions.DOCS_AND_FREQS, words), ("positions", IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, words), ("offsets", IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS, words));
            document.Add(new StringField("key", (n % 50).ToString(System.Globalization.CultureInfo.InvariantCulture), Field.Store.NO));
            n++;
            writer.AddDocument(document);
        }

        writer.DeleteDocuments(new Term("key", "7"));
        writer.ForceMerge(1);
    }

    private sealed class Words : TokenStream
    {
        private readonly string[] words;
        private readonly ICharTermAttribute term;
        private readonly IOffsetAttribute offset;
        private int at, place;

        public Words(string[] words)
        {
            this.words = words;
            term = AddAttribute<ICharTermAttribute>();
            offset = AddAttribute<IOffsetAttribute>();
        }

        public override bool IncrementToken()
        {
            if (at == words.Length) return false;
            ClearAttributes();
            term.Append(words[at]);
            offset.SetOffset(place, place + words[at].Length);
            place += words[at].Length;
            at++;
            return true;
        }

        public override void Reset() => (at, place) = (0, 0);
    }
}
