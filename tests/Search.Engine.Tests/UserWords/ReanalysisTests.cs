using CsCheck;

namespace Search.Engine.Tests.UserWords;

/// <summary>How the projection follows changes of the user words.</summary>
public sealed class ReanalysisTests
{
    private enum Kind { Put, Delete, Add, Remove, Apply, Reanalyze, Refresh, Commit, Crash, Recover }

    /// <summary>Overlapping ones, one inside another, and one that the dictionary would cut otherwise.</summary>
    private static readonly string[] Words = ["双河桥社", "河桥社区", "双河", "云岫溪", "岫溪大桥", "Q7号线", "樊小禾"];

    private static readonly string[] Phrases = ["双河桥社区", "云岫溪大桥", "Q7号线", "樊小禾说", "雙河橋社", "昨日通车", "。", "，", "双 河桥 社", "高质量发展"];

    [Fact]
    public async Task Only_articles_with_the_word_are_analysed_again_and_are_found_by_it()
    {
        List<string> analysed = [];
        await using SteppedProjection projection = new(article => analysed.Add(article.Id));
        await projection.PutAsync("with", "本报讯 云岫溪桥通车。");
        await projection.PutAsync("without", "本报讯 天气转暖。");
        projection.CatchUp();
        analysed.Clear();
        Assert.Empty(projection.ArticlesWith("云岫溪桥"));

        await projection.AddAsync("云岫溪桥");
        projection.CatchUp();

        Assert.Equal(["with"], analysed);
        Assert.Equal(["with"], projection.ArticlesWith("云岫溪桥"));
        await projection.RemoveAsync("云岫溪桥");
        projection.CatchUp();
        Assert.Equal(["with", "with"], analysed);
        Assert.Empty(projection.ArticlesWith("云岫溪桥"));
    }

    [Theory]
    [InlineData("泠渡第iii期")]
    [InlineData("泠渡第Ⅲ期")]
    [InlineData("泠渡第ⅱi期")]
    public async Task Articles_that_spell_the_word_with_other_compatibility_characters_are_analysed_again_too(string word)
    {
        List<string> analysed = [];
        await using SteppedProjection projection = new(article => analysed.Add(article.Id));
        await projection.PutAsync("one", "泠渡第Ⅲ期开工。");
        await projection.PutAsync("three", "泠渡第iii期开工。");
        await projection.PutAsync("two", "泠渡第ＩＩ期开工。");
        projection.CatchUp();
        analysed.Clear();

        await projection.AddAsync(word);
        projection.CatchUp();

        Assert.Equal(["one", "three"], analysed.Order());
        Assert.Equal(["one", "three"], projection.ArticlesWith("泠渡第iii期").Order());
    }

    [Fact]
    public async Task While_articles_wait_for_their_analysis_their_grams_find_them_and_queries_know_the_word()
    {
        await using SteppedProjection projection = new();
        for (int i = 0; i < 200; i++) await projection.PutAsync($"a-{i:000}", $"第{i}天，云岫溪桥通车。");
        projection.CatchUp();
        await projection.AddAsync("云岫溪桥");
        projection.Apply(10);
        projection.Generation.Refresh();

        Assert.Contains(projection.Generation.Analysis.Analyze("云岫溪桥", Search.Analysis.AnalysisMode.Query), t => t.Term == "云岫溪桥");
        Assert.Equal(200, Total(projection, "云岫溪桥"));
        Assert.Equal(200, Total(projection, "\"云岫溪桥\""));
        Assert.True(projection.Generation.Reanalyzed.Pending > 0);
        while (projection.Generation.Reanalyze(default))
        {
            projection.Generation.Refresh();
            Assert.Equal(200, Total(projection, "\"岫溪桥通\""));
            Assert.Equal(200, Total(projection, "云岫溪桥"));
        }

        Assert.Equal((0, 200), projection.Generation.Reanalyzed);
    }

    [Fact]
    public async Task After_a_crash_in_the_middle_it_goes_on_where_the_commit_was()
    {
        List<string> analysed = [];
        await using SteppedProjection projection = new(article => analysed.Add(article.Id));
        for (int i = 0; i < 300; i++) await projection.PutAsync($"a-{i:000}", $"第{i}天，云岫溪桥通车。");
        projection.CatchUp();
        projection.Generation.Commit();
        await projection.AddAsync("云岫溪桥");
        projection.Apply(10);
        while (projection.Generation.Reanalyzed.Done == 0) Assert.True(projection.Generation.Reanalyze(default));
        projection.Generation.Commit();
        long committed = projection.Generation.Reanalyzed.Done;
        Assert.True(projection.Generation.Reanalyze(default)); // lost by the crash
        Assert.False(projection.Generation.IsReanalyzed);

        projection.Crash();
        analysed.Clear();
        projection.CatchUp();

        Assert.Equal(300 - committed, analysed.Count);
        Assert.Equal(300, projection.ArticlesWith("云岫溪桥").Count);
        Assert.Equal(SteppedProjection.Postings(projection.Rebuild()), SteppedProjection.Postings(projection.Generation));
    }

    [Fact]
    public async Task A_newer_put_is_not_overwritten_and_a_deleted_article_does_not_come_back()
    {
        await using SteppedProjection projection = new();
        for (int i = 0; i < 100; i++) await projection.PutAsync($"a-{i:000}", $"第{i}天，云岫溪桥通车。");
        projection.CatchUp();
        await projection.AddAsync("云岫溪桥");
        projection.Apply(10);
        while (projection.Generation.Reanalyzed.Done == 0) Assert.True(projection.Generation.Reanalyze(default));
        Assert.InRange(projection.Generation.Reanalyzed.Pending, 1, 99);

        // The last ones are found already and still to be done.
        await projection.PutAsync("a-098", "改过的云岫溪桥。");
        await projection.Log.DeleteArticleAsync("a-099", default);
        projection.CatchUp();

        Assert.Equal(99, projection.ArticlesWith("云岫溪桥").Count);
        Assert.DoesNotContain("a-099", projection.ArticlesWith("云岫溪桥"));
        Assert.Equal(["a-098"], projection.ArticlesWith("改").Concat(projection.ArticlesWith("改过")).Distinct());
        Assert.Equal(SteppedProjection.Postings(projection.Rebuild()), SteppedProjection.Postings(projection.Generation));
    }

    [Fact]
    public async Task A_new_generation_takes_the_words_from_the_start_and_analyses_nothing_twice()
    {
        List<string> analysed = [];
        await using SteppedProjection projection = new(article => analysed.Add(article.Id));
        await projection.PutAsync("a", "云岫溪桥通车。");
        await projection.AddAsync("云岫溪桥");
        await projection.PutAsync("b", "云岫溪桥又通车。");

        GenerationIndex built = projection.Rebuild();

        Assert.Equal(["a", "b"], analysed.Order(StringComparer.Ordinal));
        Assert.True(built.IsReanalyzed);
        Assert.Equal(2, built.SearchableWords!.Words.Sequence);
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_the_index_ends_as_one_built_anew() =>
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 6], Gen.Int[0, Phrases.Length - 1].Array[1, 6]).List[5, 60]
            .Sample(steps => RunAsync(steps).GetAwaiter().GetResult(), iter: 60, threads: 2);

    private static async Task<bool> RunAsync(List<(Kind Kind, int Which, int[] Phrases)> steps)
    {
        await using SteppedProjection projection = new(slice: 1);
        HashSet<string> articles = [], words = [];
        foreach ((Kind kind, int which, int[] phrases) in steps)
        {
            switch (kind)
            {
                case Kind.Put:
                    await projection.PutAsync($"a-{which}", string.Concat(phrases.Select(p => Phrases[p])));
                    articles.Add($"a-{which}");
                    break;
                case Kind.Delete when articles.Remove($"a-{which}"):
                    await projection.Log.DeleteArticleAsync($"a-{which}", default);
                    break;
                case Kind.Add:
                    await projection.AddAsync(Words[which]);
                    words.Add(Words[which]);
                    break;
                case Kind.Remove when words.Remove(Words[which]):
                    await projection.RemoveAsync(Words[which]);
                    break;
                case Kind.Apply:
                    projection.Apply(which + 1);
                    break;
                case Kind.Reanalyze:
                    projection.Generation.Reanalyze(default);
                    break;
                case Kind.Refresh:
                    projection.Generation.Refresh();
                    break;
                case Kind.Commit:
                    projection.Generation.Commit();
                    break;
                case Kind.Crash:
                    projection.Crash();
                    break;
                case Kind.Recover:
                    projection.Generation.Recover();
                    break;
            }
        }

        projection.CatchUp();
        Assert.Equal(words.Order(StringComparer.Ordinal), projection.Log.ListUserWords().Select(w => w.Word));
        Assert.Equal(SteppedProjection.Postings(projection.Rebuild()), SteppedProjection.Postings(projection.Generation));
        return true;
    }

    private static long Total(SteppedProjection projection, string query)
    {
        using SearcherLease lease = projection.Generation.Acquire();
        return lease.Articles.Search(lease.Searcher, new SearchInquiry { Query = query }, projection.Log.LogId, lease.Sequence, default).Total;
    }
}
