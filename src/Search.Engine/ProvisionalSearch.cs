using Lucene.Net.Index;
using Lucene.Net.Search;
using Search.Analysis;

namespace Search.Engine;

// PROVISIONAL: replaced by Querying/, Ranking/ and Highlighting/ as soon as they land; delete this file then.
internal sealed record RankingOptions
{
    public static RankingOptions Load(string configDirectory) => new();
}

internal sealed class ArticleSearcher(ChineseAnalysis analysis, RankingOptions ranking)
{
    public RankingOptions Ranking => ranking;

    public SearchAnswer Search(IndexSearcher searcher, SearchInquiry inquiry, string logId, CancellationToken cancellation)
    {
        BooleanQuery query = [];
        foreach (AnalyzedToken token in analysis.Analyze(inquiry.Query, AnalysisMode.Query))
        {
            query.Add(new TermQuery(new Term("headline", token.Term)) { Boost = 2 }, Occur.SHOULD);
            query.Add(new TermQuery(new Term("body", token.Term)), Occur.SHOULD);
        }

        TopDocs top = searcher.Search(query, inquiry.PageSize > 0 ? inquiry.PageSize : 10);
        return new SearchAnswer
        {
            Hits = [.. top.ScoreDocs.Select(d => new ArticleHit { Logged = ArticleIndexer.ReadStored(searcher, d.Doc), Score = d.Score })],
            Total = top.TotalHits,
            TotalIsExact = true,
        };
    }
}
