using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Search.Engine.Tests.Indexing;

/// <summary>Everything an index says, as sorted lines by article id, so that two indexes can be compared whatever their segments.</summary>
internal static class IndexContent
{
    public static IReadOnlyList<string> Of(IndexReader reader)
    {
        List<string> lines = [];
        foreach (AtomicReader segment in reader.Leaves.Select(leaf => leaf.AtomicReader))
        {
            string[] ids = Ids(segment);
            foreach (string field in segment.Fields) AddPostings(segment, field, ids, lines);
            foreach (FieldInfo info in segment.FieldInfos) AddValues(segment, info, ids, lines);
            for (int doc = 0; doc < segment.MaxDoc; doc++)
            {
                if (IsLive(segment, doc)) lines.Add($"{ids[doc]} stored {Convert.ToHexString(segment.Document(doc).GetBinaryValue("article").Bytes)}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string[] Ids(AtomicReader segment)
    {
        SortedDocValues values = segment.GetSortedDocValues("id");
        string[] ids = new string[segment.MaxDoc];
        BytesRef id = new();
        for (int doc = 0; doc < ids.Length; doc++)
        {
            values.Get(doc, id);
            ids[doc] = id.Utf8ToString();
        }

        return ids;
    }

    private static void AddPostings(AtomicReader segment, string field, string[] ids, List<string> lines)
    {
        // A field whose articles were all deleted may still be named.
        if (segment.GetTerms(field)?.GetEnumerator() is not { } terms) return;
        FieldInfo info = segment.FieldInfos.FieldInfo(field);
        string options = $"field {field} {info.IndexOptions} norms {info.HasNorms}";
        if (!lines.Contains(options)) lines.Insert(0, options);
        while (terms.MoveNext())
        {
            string term = Convert.ToHexString(terms.Term.Bytes, terms.Term.Offset, terms.Term.Length);
            DocsAndPositionsEnum positions = terms.DocsAndPositions(segment.LiveDocs, null);
            DocsEnum docs = positions ?? terms.Docs(segment.LiveDocs, null);
            for (int doc = docs.NextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.NextDoc())
            {
                List<string> occurrences = [];
                for (int i = 0; positions is not null && i < positions.Freq; i++)
                    occurrences.Add(string.Create(CultureInfo.InvariantCulture, $"{positions.NextPosition()}:{positions.StartOffset}-{positions.EndOffset}"));
                lines.Add($"{ids[doc]} {field} {term} {string.Join(' ', occurrences)}");
            }
        }
    }

    private static void AddValues(AtomicReader segment, FieldInfo info, string[] ids, List<string> lines)
    {
        NumericDocValues norms = segment.GetNormValues(info.Name), numbers = segment.GetNumericDocValues(info.Name);
        SortedDocValues single = segment.GetSortedDocValues(info.Name);
        SortedSetDocValues several = segment.GetSortedSetDocValues(info.Name);
        BinaryDocValues bytes = segment.GetBinaryDocValues(info.Name);
        BytesRef value = new();
        for (int doc = 0; doc < segment.MaxDoc; doc++)
        {
            if (!IsLive(segment, doc)) continue;
            // 0 is what an article without the field has.
            if (norms is not null && norms.Get(doc) != 0) lines.Add($"{ids[doc]} {info.Name} norm {norms.Get(doc)}");
            if (numbers is not null) lines.Add($"{ids[doc]} {info.Name} number {numbers.Get(doc)} {segment.GetDocsWithField(info.Name).Get(doc)}");
            if (single is not null && single.GetOrd(doc) >= 0)
            {
                single.Get(doc, value);
                lines.Add($"{ids[doc]} {info.Name} value {value.Utf8ToString()}");
            }

            if (bytes is not null && segment.GetDocsWithField(info.Name).Get(doc))
            {
                bytes.Get(doc, value);
                lines.Add($"{ids[doc]} {info.Name} bytes {Convert.ToHexString(value.Bytes, value.Offset, value.Length)}");
            }

            if (several is null) continue;
            several.SetDocument(doc);
            for (long ord = several.NextOrd(); ord != SortedSetDocValues.NO_MORE_ORDS; ord = several.NextOrd())
            {
                several.LookupOrd(ord, value);
                lines.Add($"{ids[doc]} {info.Name} values {value.Utf8ToString()}");
            }
        }
    }

    private static bool IsLive(AtomicReader segment, int doc) => segment.LiveDocs is null || segment.LiveDocs.Get(doc);
}
