using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Search.Engine;

/// <summary>What each article has that can be suggested, by its log sequence. Only the follower's thread uses it.</summary>
internal sealed class SuggestedArticles
{
    private readonly Dictionary<long, SuggestedArticle> articles = [];
    private Chunks<int> lists = new();
    private int round;

    public int Count => articles.Count;

    /// <summary>Articles taken out whose lists and ids still take room.</summary>
    public int Gone { get; private set; }

    /// <summary>What is not known or added until <see cref="TakeGone"/> is gone.</summary>
    /// <param name="expected">How many there will be.</param>
    public void BeginRound(int expected)
    {
        round++;
        if (articles.Count == 0) articles.EnsureCapacity(expected);
    }

    public bool Knows(long sequence)
    {
        ref SuggestedArticle article = ref CollectionsMarshal.GetValueRefOrNullRef(articles, sequence);
        if (Unsafe.IsNullRef(ref article)) return false;
        article.Round = round;
        return true;
    }

    public void Add(long sequence, int headline, int id, int date, IReadOnlyCollection<int> others) =>
        articles.Add(sequence, new SuggestedArticle { Headline = headline, Id = id, Date = date, Others = lists.Add([others.Count, .. others]), Round = round });

    public IEnumerable<SuggestedArticle> TakeGone()
    {
        foreach ((long sequence, SuggestedArticle article) in articles)
        {
            if (article.Round == round) continue;
            articles.Remove(sequence);
            Gone++;
            yield return article;
        }
    }

    /// <summary>Numbers of the names, newspaper and section that an article has.</summary>
    public ReadOnlySpan<int> OthersOf(SuggestedArticle article) => lists.At(article.Others + 1, lists.At(article.Others));

    /// <summary>The latest one of a headline that some article has.</summary>
    public SuggestedArticle LatestOf(int headline) => articles.Values.Where(article => article.Headline == headline).MaxBy(article => article.Date);

    /// <summary>Takes what the articles have from one place to another, with the ids of those whose headlines came along.</summary>
    /// <param name="moved">For each number in <paramref name="from"/> the one in <paramref name="to"/>, -1 for headlines that were left out.</param>
    public void Move(SuggestionEntries from, SuggestionEntries to, int[] moved)
    {
        Chunks<int> kept = new();
        List<int> list = [];
        foreach (long sequence in articles.Keys)
        {
            ref SuggestedArticle article = ref CollectionsMarshal.GetValueRefOrNullRef(articles, sequence);
            ReadOnlySpan<int> others = OthersOf(article);
            list.Clear();
            list.Add(others.Length);
            foreach (int other in others) list.Add(moved[other]);
            article.Others = kept.Add(CollectionsMarshal.AsSpan(list));
            if (article.Headline < 0) continue;
            int headline = moved[article.Headline], id = headline < 0 ? -1 : to.CopyId(from, article.Id);
            if (headline >= 0 && from[article.Headline].LatestId == article.Id) to.SetLatest(headline, id, article.Date);
            (article.Headline, article.Id) = (headline, id);
        }

        lists = kept;
        Gone = 0;
    }
}

/// <summary>An article as far as suggestions need it.</summary>
internal struct SuggestedArticle
{
    /// <summary>The number of its headline, -1 if that is not suggested.</summary>
    public int Headline { get; set; }

    /// <summary>Where its id stands in <see cref="SuggestionEntries"/>, -1 if it has no headline; no other article's stands there.</summary>
    public int Id { get; set; }

    /// <summary>yyyyMMdd, 0 if unknown.</summary>
    public int Date { get; init; }

    /// <summary>Where the numbers of its names, newspaper and section are listed.</summary>
    public int Others { get; set; }

    /// <summary>The last round that saw it in the index.</summary>
    public int Round { get; set; }
}
