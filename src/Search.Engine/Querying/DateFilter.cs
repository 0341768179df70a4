using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Articles dated within a range (or undated), read from doc values.</summary>
internal sealed class DateFilter(DateRange range, bool orUndated) : Filter
{
    public override DocIdSet? GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
    {
        NumericDocValues? dates = context.AtomicReader.GetNumericDocValues(IndexSchema.Date);
        return dates is null ? null : new DatedArticles(dates, range, orUndated, context.Reader.MaxDoc, acceptDocs);
    }

    private sealed class DatedArticles(NumericDocValues dates, DateRange range, bool orUndated, int maxDoc, IBits? acceptDocs)
        : FieldCacheDocIdSet(maxDoc, acceptDocs)
    {
        protected override bool MatchDoc(int doc)
        {
            int date = (int)dates.Get(doc);
            return range.Contains(date) || (orUndated && date == 0);
        }
    }
}
