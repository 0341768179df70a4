using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Merges one field's grams of several segments without Lucene's enumerations between them, which cost many calls a posting.</summary>
internal sealed class GramMerge
{
    private const int WorkReported = 60_000; // postings between two looks at whether the merge was aborted

    private readonly MergeState state;
    private readonly List<Source> sources;

    private GramMerge(MergeState state, List<Source> sources) => (this.state, this.sources) = (state, sources);

    /// <returns>Null if a segment's grams are in another format.</returns>
    public static GramMerge? TryOpen(MergeState state, string field)
    {
        List<Source> sources = [];
        for (int i = 0; i < state.Readers.Count; i++)
        {
            Terms? terms = state.Readers[i].GetTerms(field);
            if (terms is null) continue;
            if (terms is not GramTerms grams) return null;
            Source source = new(grams, state.DocMaps[i], state.DocBase[i]);
            if (source.Terms.MoveNext()) sources.Add(source);
        }

        return new GramMerge(state, sources);
    }

    public void Write(GramTermsWriter writer)
    {
        FixedBitSet seen = new(state.SegmentInfo.DocCount);
        int work = 0;
        while (sources.Count > 0)
        {
            uint gram = uint.MaxValue;
            foreach (Source source in sources) gram = Math.Min(gram, source.Terms.Entry.Gram);
            writer.StartTerm(gram);
            for (int i = 0; i < sources.Count; i++)
            {
                Source source = sources[i];
                if (source.Terms.Entry.Gram != gram) continue;
                work += source.Terms.Entry.Articles;
                source.Write(writer, seen);
                if (!source.Terms.MoveNext()) sources.RemoveAt(i--);
            }

            writer.FinishTerm();
            if (work < WorkReported) continue;
            state.CheckAbort.Work(work / 5.0); // as Lucene's own merge counts it
            work = 0;
        }

        writer.FinishField(seen.Cardinality);
    }

    private sealed class Source(GramTerms terms, MergeState.DocMap documents, int documentBase)
    {
        private readonly GramPostingsEnum postings = new(terms);

        public GramTermsEnum Terms { get; } = new(terms);

        public void Write(GramTermsWriter writer, FixedBitSet seen)
        {
            postings.Reset(Terms.Entry, null);
            if (!documents.HasDeletions)
            {
                WriteBlocks(writer, seen);
                return;
            }

            for (int document = postings.NextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; document = postings.NextDoc())
            {
                int mapped = documents.Get(document);
                if (mapped < 0) continue; // deleted
                mapped += documentBase;
                seen.Set(mapped);
                writer.StartArticle(mapped);
                for (int i = postings.Freq; i > 0; i--) writer.AddPosition(postings.NextPosition());
            }
        }

        private void WriteBlocks(GramTermsWriter writer, FixedBitSet seen)
        {
            IArticleBlocks blocks = postings;
            int left = Terms.Entry.Occurrences;
            for (int count = blocks.NextBlock(); count > 0; count = blocks.NextBlock())
            {
                blocks.ReadFrequencies();
                ReadOnlySpan<int> articles = blocks.Articles.AsSpan(0, count);
                foreach (int article in articles) seen.Set(article + documentBase);
                int occurrences = writer.AddArticles(articles, documentBase, blocks.Frequencies.AsSpan(0, count));
                // What is damaged must not be written on under a new sum.
                left -= occurrences;
                if (left < 0) break;
                postings.ReadSteps(writer.AddSteps(occurrences));
            }

            if (left != 0) throw new CorruptIndexException($"the postings of a gram do not have the {Terms.Entry.Occurrences} occurrences that its dictionary tells");
        }
    }
}
