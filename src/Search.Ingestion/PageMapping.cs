using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Search.Contracts.V1;
using Search.Newspaper;

namespace Search.Ingestion;

/// <summary>A source read: <see cref="ParsedSource"/> or <see cref="UnreadableSource"/>.</summary>
public abstract record SourceReading
{
    private protected SourceReading() { }
}

/// <summary>The page, ready to be put.</summary>
/// <param name="Newspaper">Empty if neither given nor found.</param>
/// <param name="Date">yyyy-MM-dd; empty if neither given nor found.</param>
/// <param name="Page">The page with its articles, its source and its file name.</param>
public sealed record ParsedSource(string Newspaper, string Date, PutPage Page) : SourceReading;

/// <summary>The source is no page.</summary>
public sealed record UnreadableSource(PageFailure Failure) : SourceReading;

/// <summary>From what Search.Newspaper reads to what the API takes. Pure and thread-safe.</summary>
public static class PageMapping
{
    /// <summary>Longest id the service takes as it is, in UTF-16 units.</summary>
    private const int MaxIdLength = 200;

    /// <summary>Longest page label and file name the service takes, in UTF-16 units.</summary>
    private const int MaxNameLength = 200;

    private static readonly PageReader Reader = new();

    /// <summary>
    /// Parses one page's source as the worker would: for pages put without articles, and for parsing kept sources again.
    /// What is given (not empty) wins over what file name and text say.
    /// </summary>
    /// <param name="fileName">Its extension tells the format.</param>
    /// <param name="date">yyyy-MM-dd or empty.</param>
    /// <param name="correction">The correction that belongs to it; empty for none.</param>
    public static SourceReading ParseSource(ReadOnlyMemory<byte> source, ReadOnlyMemory<byte> correction, string fileName, string newspaper, string date, string page)
    {
        var hints = new PageHints { Newspaper = NullIfEmpty(newspaper), Date = NullIfEmpty(date), Page = NullIfEmpty(page) };
        ParsedPage? found = null;
        var single = new List<Article>();
        foreach (ReadResult result in Reader.Parse(source, fileName, hints, correction))
        {
            switch (result)
            {
                case FailureResult failure:
                    return new UnreadableSource(failure.Failure);
                case PageResult when found is not null:
                    return new UnreadableSource(new PageFailure(FailureReason.UnknownFormat, 0, "The source holds more than one page; put its pages one by one."));
                case PageResult one:
                    found = one.Page;
                    break;
                case ArticleResult article:
                    single.Add(ToArticle(article));
                    break;
            }
        }
        if (found is not null) return new ParsedSource(found.Newspaper, found.Date, ToPutPage(found, source, fileName, correction));
        if (single.Count == 0) return new UnreadableSource(new PageFailure(FailureReason.NoArticles, 0, "The source holds no article."));
        Article first = single[0];
        var put = new PutPage { Page = first.Page, Section = first.Section, Source = ByteString.CopyFrom(source.Span), FileName = fileName, Correction = ByteString.CopyFrom(correction.Span) };
        put.Articles.AddRange(single);
        return new ParsedSource(first.Newspaper, first.Date, put);
    }

    /// <summary>A page to put, with the bytes it came in. A page whose label nobody knows is named after its file, so that two such files never replace each other.</summary>
    public static PutPage ToPutPage(ParsedPage page, ReadOnlyMemory<byte> source, string fileName, ReadOnlyMemory<byte> correction = default)
    {
        bool packed = source.Length > 2 && source.Span[0] == 0x1F && source.Span[1] == 0x8B;
        string name = Path.GetFileName(fileName.Replace('!', '/'));
        // The reader hands over the bytes unpacked; their name must say so, or nobody could parse them again.
        if (!packed && name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        var put = new PutPage
        {
            Page = page.Page.Length > 0 ? page.Page : Clipped(Path.GetFileNameWithoutExtension(name)),
            Section = page.Section,
            Source = ByteString.CopyFrom(source.Span),
            // A saved site's page is kept as an archive of its list and articles, and whoever downloads it must see that.
            FileName = Clipped(source.Span.StartsWith("PK\u0003\u0004"u8) && !name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? name + ".zip" : name),
            Correction = ByteString.CopyFrom(correction.Span),
        };
        put.Articles.AddRange(page.Articles.Select(a => ToArticle(a, page, put.Page)));
        return put;
    }

    /// <summary>An article of a file of articles.</summary>
    public static Article ToArticle(ArticleResult result)
    {
        Article article = ToArticle(result.Article);
        article.Newspaper = result.Newspaper;
        article.Date = result.Date;
        article.Page = result.Page;
        article.Section = result.Section;
        return article;
    }

    private static Article ToArticle(ParsedArticle parsed, ParsedPage page, string label)
    {
        Article article = ToArticle(parsed);
        article.Newspaper = page.Newspaper;
        article.Date = page.Date;
        article.DateInferred = page.DateInferred;
        article.Page = label;
        article.Section = page.Section;
        article.IssueNumber = page.IssueNumber;
        return article;
    }

    private static Article ToArticle(ParsedArticle parsed)
    {
        var article = new Article
        {
            Id = parsed.SourceId is { Length: > 0 } id ? ToId(id) : "",
            Kicker = parsed.Kicker,
            Headline = parsed.Headline,
            Subhead = parsed.Subhead,
            Dateline = parsed.Dateline,
            Credit = parsed.Credit,
            Confidence = parsed.Confidence,
            FirstLine = parsed.FirstLine,
            LastLine = parsed.LastLine,
            ContinuedOn = parsed.ContinuedOn,
            ContinuedFrom = parsed.ContinuedFrom,
        };
        article.Paragraphs.AddRange(parsed.Paragraphs);
        foreach (Newspaper.EventDate date in parsed.EventDates)
            article.EventDates.Add(new Contracts.V1.EventDate { Text = date.Text, From = Iso(date.From), To = Iso(date.To) });
        foreach (Newspaper.Byline byline in parsed.Bylines)
        {
            var mapped = new Contracts.V1.Byline { Role = byline.Role };
            mapped.Names.AddRange(byline.Names);
            if (byline.Organisations.Any(o => o.Length > 0)) mapped.Organisations.AddRange(byline.Organisations);
            article.Bylines.Add(mapped);
        }
        return article;
    }

    /// <summary>A source's id as it is where the service takes it, else a hash of it: the same source id always gives the same id.</summary>
    internal static string ToId(string sourceId) =>
        sourceId.Length <= MaxIdLength && sourceId.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && sourceId.Any(char.IsAsciiLetterOrDigit)
            ? sourceId
            : "id-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sourceId)))[..24];

    /// <summary>The end of a name is kept: it holds the extension.</summary>
    private static string Clipped(string name) => name.Length <= MaxNameLength ? name : name[(char.IsLowSurrogate(name[^MaxNameLength]) ? ^(MaxNameLength - 1) : ^MaxNameLength)..];

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
