using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Finds a field's whole value as people type it: case does not matter, * at the end stands for anything, a newspaper may be named in part.</summary>
internal sealed class WholeValueQuery(IndexReader reader, QueryField field, string typed)
{
    /// <summary>Newspapers, pages and names are few; ids are looked up without a scan.</summary>
    private const int MostValues = 1_000;

    public Query ToQuery()
    {
        string name = field switch
        {
            QueryField.Newspaper => IndexSchema.Newspaper,
            QueryField.Page => IndexSchema.Page,
            QueryField.Reporter => IndexSchema.Reporter,
            QueryField.Id => IndexSchema.Id,
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
        };
        if (field == QueryField.Id)
            return new TermQuery(new Term(name, typed));
        bool prefix = typed.Length > 1 && typed[^1] is '*' or '＊';
        string wanted = prefix ? typed[..^1] : typed;
        List<BytesRef> exact = [], partial = [];
        TermsEnum? values = MultiFields.GetTerms(reader, name)?.GetEnumerator();
        while (values is not null && values.MoveNext())
        {
            string value = values.Term.Utf8ToString();
            bool equal = value.Equals(wanted, StringComparison.OrdinalIgnoreCase);
            if (equal || (prefix && value.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)))
                exact.Add(BytesRef.DeepCopyOf(values.Term));
            else if (field == QueryField.Newspaper && value.Contains(wanted, StringComparison.OrdinalIgnoreCase))
                partial.Add(BytesRef.DeepCopyOf(values.Term));
        }
        List<BytesRef> found = exact.Count > 0 ? exact : partial;
        BooleanQuery query = new(disableCoord: true);
        foreach (BytesRef value in found.Take(MostValues))
            query.Add(new TermQuery(new Term(name, value)), Occur.SHOULD);
        return query;
    }
}
