using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine.Tests.Querying;

/// <summary>A segment that counts how often a term is looked up or stepped to in it, and how many lists of postings are opened.</summary>
internal sealed class CountingReader(AtomicReader segment) : FilterAtomicReader(segment)
{
    public int Lookups { get; private set; }

    public int Postings { get; private set; }

    public override Fields Fields => new CountingFields(this, base.Fields);

    public void Reset() => Lookups = Postings = 0;

    private sealed class CountingFields(CountingReader owner, Fields fields) : FilterFields(fields)
    {
        public override Terms? GetTerms(string field)
        {
            Terms? terms = base.GetTerms(field);
            if (terms is not GramTerms) return terms is null ? null : new CountingTerms(owner, terms);
            // The engine reads its own format past Lucene's interface, and asks for the field once for each term it looks up or opens.
            owner.Lookups++;
            owner.Postings++;
            return terms;
        }
    }

    private sealed class CountingTerms(CountingReader owner, Terms terms) : FilterTerms(terms)
    {
        public override TermsEnum GetEnumerator() => new CountingTermsEnum(owner, m_input.GetEnumerator());

        public override TermsEnum GetEnumerator(TermsEnum reuse) => new CountingTermsEnum(owner, m_input.GetEnumerator());
    }

    private sealed class CountingTermsEnum(CountingReader owner, TermsEnum terms) : FilterTermsEnum(terms)
    {
        public override bool SeekExact(BytesRef text)
        {
            owner.Lookups++;
            return m_input.SeekExact(text);
        }

        public override void SeekExact(BytesRef term, TermState state) => m_input.SeekExact(term, state);

        public override TermState GetTermState() => m_input.GetTermState();

        public override SeekStatus SeekCeil(BytesRef text)
        {
            owner.Lookups++;
            return base.SeekCeil(text);
        }

        public override bool MoveNext()
        {
            owner.Lookups++;
            return base.MoveNext();
        }

        public override DocsEnum Docs(IBits liveDocs, DocsEnum reuse, DocsFlags flags)
        {
            owner.Postings++;
            return m_input.Docs(liveDocs, null, flags);
        }

        public override DocsAndPositionsEnum DocsAndPositions(IBits liveDocs, DocsAndPositionsEnum reuse, DocsAndPositionsFlags flags)
        {
            owner.Postings++;
            return m_input.DocsAndPositions(liveDocs, null, flags);
        }
    }
}
