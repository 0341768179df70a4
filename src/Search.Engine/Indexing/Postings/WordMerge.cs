using Lucene.Net.Codecs;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Merges one field's terms of several segments. Lucene's own way asks an enumeration over all segments for each term, which makes its parts anew each time: half of what a merge allocated.
/// </summary>
internal sealed class WordMerge
{
    private const int WorkReported = 60_000; // postings between two looks at whether the merge was aborted

    private readonly MergeState state;
    private readonly bool hasPlaces;
    private readonly List<Source> sources = [];

    /// <param name="hasPlaces">Whether there are positions and offsets; if not, there are no frequencies either.</param>
    public WordMerge(MergeState state, string field, bool hasPlaces)
    {
        this.state = state;
        this.hasPlaces = hasPlaces;
        for (int i = 0; i < state.Readers.Count; i++)
        {
            if (state.Readers[i].GetTerms(field) is not { } terms) continue;
            Source source = new(terms.GetEnumerator(), state.DocMaps[i], state.DocBase[i]);
            if (source.MoveNext()) sources.Add(source);
        }
    }

    public void Write(TermsConsumer consumer)
    {
        FixedBitSet seen = new(state.SegmentInfo.DocCount);
        BytesRef term = new();
        long occurrences = 0, articles = 0;
        int work = 0;
        while (sources.Count > 0)
        {
            Source least = sources[0];
            foreach (Source source in sources)
            {
                if (source.Term.SequenceCompareTo(least.Term) < 0) least = source;
            }

            least.CopyTerm(term);
            PostingsConsumer postings = consumer.StartTerm(term);
            int documents = 0;
            long places = 0;
            for (int i = 0; i < sources.Count; i++)
            {
                Source source = sources[i];
                if (!source.Term.SequenceEqual(term.Bytes.AsSpan(term.Offset, term.Length))) continue;
                if (hasPlaces) source.WritePlaces(postings, seen, ref documents, ref places);
                else source.WriteArticles(postings, seen, ref documents);
                if (!source.MoveNext()) sources.RemoveAt(i--);
            }

            if (documents == 0) continue; // all deleted
            consumer.FinishTerm(term, new TermStats(documents, hasPlaces ? places : -1));
            occurrences += places;
            articles += documents;
            work += documents;
            if (work < WorkReported) continue;
            state.CheckAbort.Work(work / 5.0); // as Lucene's own merge counts it
            work = 0;
        }

        consumer.Finish(hasPlaces ? occurrences : -1, articles, seen.Cardinality);
    }

    private sealed class Source(TermsEnum terms, MergeState.DocMap documents, int documentBase)
    {
        private DocsEnum? articles;
        private DocsAndPositionsEnum? places;

        public ReadOnlySpan<byte> Term => terms.Term.Bytes.AsSpan(terms.Term.Offset, terms.Term.Length);

        public bool MoveNext() => terms.MoveNext();

        public void CopyTerm(BytesRef target) => target.CopyBytes(terms.Term);

        public void WriteArticles(PostingsConsumer postings, FixedBitSet seen, ref int written)
        {
            // Deleted articles are left out by their new numbers, of which they have none.
            articles = terms.Docs(null, articles, DocsFlags.NONE);
            for (int document = articles.NextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; document = articles.NextDoc())
            {
                int mapped = documents.Get(document);
                if (mapped < 0) continue;
                mapped += documentBase;
                seen.Set(mapped);
                postings.StartDoc(mapped, -1);
                postings.FinishDoc();
                written++;
            }
        }

        public void WritePlaces(PostingsConsumer postings, FixedBitSet seen, ref int written, ref long occurrences)
        {
            places = terms.DocsAndPositions(null, places, DocsAndPositionsFlags.OFFSETS);
            for (int document = places.NextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; document = places.NextDoc())
            {
                int mapped = documents.Get(document);
                if (mapped < 0) continue;
                mapped += documentBase;
                seen.Set(mapped);
                int frequency = places.Freq;
                postings.StartDoc(mapped, frequency);
                for (int i = 0; i < frequency; i++)
                {
                    int position = places.NextPosition();
                    postings.AddPosition(position, null, places.StartOffset, places.EndOffset);
                }

                postings.FinishDoc();
                written++;
                occurrences += frequency;
            }
        }
    }
}
