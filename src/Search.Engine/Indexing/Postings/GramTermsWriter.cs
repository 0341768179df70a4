using System.Buffers.Binary;
using Lucene.Net.Codecs;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Writes one field's grams. Terms come in ascending order, either from Lucene (a merge it does itself) or by number
/// (<see cref="StartTerm(uint)"/>: from a batch or from segments of this format).
/// </summary>
internal sealed class GramTermsWriter(IndexOutput output, FieldInfo field) : TermsConsumer
{
    private readonly long postingsStart = output.Position;
    private readonly ByteBuffer terms = new();
    private readonly ByteBuffer postings = new();
    private readonly List<(uint Gram, int Terms, long Postings)> index = [];
    private readonly GramPostings lucenePostings = new();

    private int[] articles = new int[GramPostingsFormat.ArticleBlock];
    private int[] frequencies = new int[GramPostingsFormat.ArticleBlock];
    private int[] positions = new int[1024];
    private int articleCount;
    private int positionCount;
    private int lastPosition;
    private uint gram;
    private uint previousGram;
    private long termsStart;
    private long sumOccurrences;
    private long sumArticles;
    private int articlesWithTerms;

    public long TermCount { get; private set; }

    public override IComparer<BytesRef> Comparer => BytesRef.UTF8SortedAsUnicodeComparer;

    public void StartTerm(uint next)
    {
        gram = next;
        articleCount = positionCount = 0;
    }

    public void StartArticle(int article)
    {
        if (articleCount == articles.Length)
        {
            Array.Resize(ref articles, articleCount * 2);
            Array.Resize(ref frequencies, articleCount * 2);
        }

        articles[articleCount] = article;
        frequencies[articleCount++] = 0;
        lastPosition = -1;
    }

    /// <summary>Articles of another segment of this format; their positions follow by <see cref="AddSteps"/>.</summary>
    /// <param name="articleBase">What the first article of that segment is here.</param>
    /// <returns>How many occurrences they have together.</returns>
    public int AddArticles(ReadOnlySpan<int> added, int articleBase, ReadOnlySpan<int> addedFrequencies)
    {
        if (articles.Length - articleCount < added.Length)
        {
            Array.Resize(ref articles, Math.Max(articleCount + added.Length, articleCount * 2));
            Array.Resize(ref frequencies, articles.Length);
        }

        int occurrences = 0;
        for (int i = 0; i < added.Length; i++)
        {
            articles[articleCount + i] = added[i] + articleBase;
            frequencies[articleCount + i] = addedFrequencies[i];
            occurrences += addedFrequencies[i];
        }

        articleCount += added.Length;
        return occurrences;
    }

    /// <summary>Room for so many positions, each as the step from the one before it in its article.</summary>
    public Span<int> AddSteps(int count)
    {
        if (positions.Length - positionCount < count) Array.Resize(ref positions, Math.Max(positionCount + count, positionCount * 2));
        positionCount += count;
        return positions.AsSpan(positionCount - count, count);
    }

    public void AddPosition(int position)
    {
        if (positionCount == positions.Length) Array.Resize(ref positions, positionCount * 2);
        positions[positionCount++] = position - lastPosition - 1;
        lastPosition = position;
        frequencies[articleCount - 1]++;
    }

    /// <summary>Ends the term; one without articles (all were deleted) leaves nothing behind.</summary>
    public void FinishTerm()
    {
        if (articleCount == 0) return;
        if (TermCount > 0 && gram <= previousGram) throw new InvalidOperationException($"gram {gram:x8} of {field.Name} follows {previousGram:x8}");
        if (TermCount % GramPostingsFormat.TermBlock == 0) index.Add((gram, terms.Length, output.Position - postingsStart));
        else terms.WriteVInt(gram - previousGram - 1);
        if (positionCount == 1)
        {
            terms.WriteVInt(0);
            terms.WriteVInt((uint)articles[0]);
            terms.WriteVInt((uint)positions[0]);
        }
        else
        {
            postings.Clear();
            EncodePostings();
            output.WriteBytes(postings.Bytes, 0, postings.Length);
            terms.WriteVInt((uint)articleCount);
            terms.WriteVInt((uint)(positionCount - articleCount));
            terms.WriteVInt((uint)postings.Length);
        }

        previousGram = gram;
        TermCount++;
        sumArticles += articleCount;
        sumOccurrences += positionCount;
    }

    public void FinishField(int articlesWithTerms)
    {
        this.articlesWithTerms = articlesWithTerms;
        termsStart = output.Position;
        output.WriteBytes(terms.Bytes, 0, terms.Length);
    }

    public void WriteDirectory(IndexOutput directory)
    {
        directory.WriteVInt32(field.Number);
        directory.WriteVInt64(TermCount);
        directory.WriteVInt64(sumOccurrences);
        directory.WriteVInt64(sumArticles);
        directory.WriteVInt32(articlesWithTerms);
        directory.WriteVInt64(postingsStart);
        directory.WriteVInt64(termsStart);
        directory.WriteVInt32(terms.Length);
        (uint Gram, int Terms, long Postings) before = default;
        foreach ((uint Gram, int Terms, long Postings) block in index)
        {
            directory.WriteVInt64(block.Gram - before.Gram);
            directory.WriteVInt32(block.Terms - before.Terms);
            directory.WriteVInt64(block.Postings - before.Postings);
            before = block;
        }
    }

    public override PostingsConsumer StartTerm(BytesRef text)
    {
        if (!GramTerm.TryParse(text, out uint parsed)) throw new ArgumentException($"a term of {field.Name} is not two characters: {text}");
        StartTerm(parsed);
        lucenePostings.Writer = this;
        return lucenePostings;
    }

    public override void FinishTerm(BytesRef text, TermStats stats) => FinishTerm();

    public override void Finish(long sumTotalTermFreq, long sumDocFreq, int docCount) => FinishField(docCount);

    public override void Merge(MergeState mergeState, IndexOptions indexOptions, TermsEnum termsEnum)
    {
        if (mergeState.Readers is [BatchReader batch]) batch.WritePostings(field.Name, this);
        else if (GramMerge.TryOpen(mergeState, field.Name) is { } merge) merge.Write(this);
        else base.Merge(mergeState, indexOptions, termsEnum);
    }

    private void EncodePostings()
    {
        int blocks = (articleCount + GramPostingsFormat.ArticleBlock - 1) / GramPostingsFormat.ArticleBlock;
        int table = blocks > 1 ? blocks * GramPostingsFormat.SkipEntry : 0;
        postings.Reserve(table);
        int previous = -1, position = 0;
        for (int block = 0; block < blocks; block++)
        {
            int from = block * GramPostingsFormat.ArticleBlock, count = Math.Min(articleCount - from, GramPostingsFormat.ArticleBlock), occurrences = 0;
            int last = articles[from + count - 1];
            for (int i = from; i < from + count; i++)
            {
                int article = articles[i];
                articles[i] = article - previous - 1;
                previous = article;
                occurrences += frequencies[i]--;
            }

            Span<int> articleDeltas = articles.AsSpan(from, count), moreFrequencies = frequencies.AsSpan(from, count), positionDeltas = positions.AsSpan(position, occurrences);
            int articleWidth = BitPacking.WidthOf(articleDeltas), frequencyWidth = BitPacking.WidthOf(moreFrequencies), positionWidth = BitPacking.WidthOf(positionDeltas);
            postings.WriteByte((byte)articleWidth);
            postings.WriteByte((byte)frequencyWidth);
            postings.WriteByte((byte)positionWidth);
            postings.WritePacked(articleDeltas, articleWidth);
            postings.WritePacked(moreFrequencies, frequencyWidth);
            postings.WritePacked(positionDeltas, positionWidth);
            position += occurrences;
            if (table == 0) continue;
            Span<byte> entry = postings.Bytes.AsSpan(block * GramPostingsFormat.SkipEntry, GramPostingsFormat.SkipEntry);
            BinaryPrimitives.WriteInt32LittleEndian(entry, last);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], postings.Length);
        }
    }

    private sealed class GramPostings : PostingsConsumer
    {
        public GramTermsWriter? Writer { get; set; }

        public override void StartDoc(int docId, int freq) => Writer!.StartArticle(docId);

        public override void AddPosition(int position, BytesRef payload, int startOffset, int endOffset) => Writer!.AddPosition(position);

        public override void FinishDoc()
        {
        }
    }
}
