using System.Text.Json.Serialization;

namespace Search.Engine;

/// <summary>An article (稿件) as the log keeps it. Strings are never null; empty means unknown or absent.</summary>
public sealed record Article
{
    /// <summary>Given once and kept; only <c>A-Z a-z 0-9 . _ -</c>. Empty in a put that asks for one.</summary>
    public string Id { get; init; } = "";

    public string Newspaper { get; init; } = "";

    /// <summary><c>yyyy-MM-dd</c>, or empty.</summary>
    public string Date { get; init; } = "";

    public string Page { get; init; } = "";

    public string Section { get; init; } = "";

    public string Kicker { get; init; } = "";

    public string Headline { get; init; } = "";

    public string Subhead { get; init; } = "";

    public string Dateline { get; init; } = "";

    public IReadOnlyList<Byline> Bylines { get; init; } = [];

    public string Credit { get; init; } = "";

    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>How sure the page's parser was of the article's limits, 0 to 1; 0 means not stated.</summary>
    public double Confidence { get; init; }

    public bool DateInferred { get; init; }

    /// <summary>First line in the page's source, from 1; 0 if unknown.</summary>
    public int FirstLine { get; init; }

    public int LastLine { get; init; }

    public string ContinuedOn { get; init; } = "";

    public string ContinuedFrom { get; init; } = "";

    /// <summary>Number of the issue as printed; may be empty.</summary>
    public string IssueNumber { get; init; } = "";

    /// <summary>Times the text speaks of; null for none, so that an article without any is written, and recognised, as before there were any.</summary>
    public IReadOnlyList<EventDate>? EventDates { get; init; }

    /// <summary>The body that offsets and highlights refer to: the paragraphs joined by one line feed.</summary>
    [JsonIgnore]
    public string Body => string.Join('\n', Paragraphs);

    /// <summary>The bylines as one stored text, such as <c>记者 王赛华 李洪永 通讯员 郭威</c>; highlights of the field <c>bylines</c> refer to it.</summary>
    [JsonIgnore]
    public string BylineText => string.Join(' ', Bylines.Select(b => b.Text));
}

/// <summary>People named in one role.</summary>
public sealed record Byline
{
    /// <summary>As printed, such as 记者; may be empty.</summary>
    public string Role { get; init; } = "";

    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The organisation of each name, empty where none was printed; null when no name has one.</summary>
    public IReadOnlyList<string>? Organisations { get; init; }

    /// <summary>As printed: the role, then each name behind its organisation.</summary>
    [JsonIgnore]
    public string Text => string.Join(' ', Names.SelectMany((name, i) => new[] { Organisations is { } all && i < all.Count ? all[i] : "", name }).Prepend(Role).Where(part => part.Length > 0));
}

/// <summary>A time expression of the text and the days it means, inclusive, <c>yyyy-MM-dd</c>.</summary>
public sealed record EventDate
{
    public required string Text { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }
}

/// <summary>An article with its place in the log.</summary>
public sealed record LoggedArticle
{
    public required Article Article { get; init; }

    /// <summary>The log entry that holds this version.</summary>
    public required long Sequence { get; init; }

    /// <summary>1 for the first version, one more for each replacement.</summary>
    public required int Version { get; init; }
}
