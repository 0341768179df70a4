using System.Text.RegularExpressions;
using Search.Newspaper.Text;

namespace Search.Newspaper.Bylines;

/// <summary>What a signature says; <see cref="Credit"/> is the part about the work as a whole (文/图).</summary>
internal sealed record Signature(IReadOnlyList<Byline> Bylines, string Credit);

/// <summary>
/// The grammar of signatures: role words, each followed by names and organisations. A text is a signature only when all of it fits, so that a sentence
/// about reporters (记者从会上获悉) is none.
/// </summary>
internal static partial class BylineParser
{
    [GeneratedRegex(@"\G(?:(?:本报|本刊|本网|我报|本台|新华社|中新社|新华网|人民网)?(?:全媒体|融媒体|融媒)?(?<role>(?:首席|特约|特派|见习|实习|驻[\p{IsCJKUnifiedIdeographs}]{2,4}|摄影|文字)?记者|(?:特约)?通讯员|实习生|特约评论员|本报评论员|评论员|撰稿人|撰稿|供稿|作者|撰文|整理|编译|摄影|供图|制图|漫画|绘图|图片|图表|文字)|(?<role>文|图|摄)(?=[/／:：\s]))", RegexOptions.ExplicitCapture)]
    private static partial Regex RoleWord();

    private const char Picture = '摄';

    [GeneratedRegex(@"\G(?:文\s*[/／、并和]?\s*图|图\s*[/／、]?\s*文|文\s*[/／]?\s*摄|摄影报道|图文报道|采写|报道|供稿|供图|并摄|摄影|摄|图片|综合报道)(?=$|\s|[)）]|\z)")]
    private static partial Regex CreditWord();

    [GeneratedRegex(@"(?:报|报社|日报|晚报|时报|通讯社|新华社|中新社|电视台|电台|广播台|网|周刊|融媒体中心|中心|局|委|办|办公室|公司|集团|学院|大学|学校|医院|法院|检察院|支队|大队|宣传部|政府|街道|协会|客户端)$")]
    private static partial Regex OrganisationName();

    [GeneratedRegex(@"^(?<names>[\p{IsCJKUnifiedIdeographs}· ]{2,20})\s*(?<role>参与采写|参与报道|参与采访|采写|(?<!拍)摄|供图|摄影|整理|绘图|制图)$", RegexOptions.ExplicitCapture)]
    private static partial Regex NamesThenRole();

    [GeneratedRegex(@"(?<=[。！？!?…”』」）)\]】])[\s]*[（(【\[■□◎●▲○]?\s*(?<sig>(?:本报|本刊|本网|我报|新华社|中新社|新华网|人民网|全媒体|融媒体|首席|特约|特派|见习|实习|摄影|文字)*(?:记|通|实|文|图|撰|作|摄|供|整|评|编)[^。！？!?，；;]{1,120})[\])）】]?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex TailCandidate();

    [GeneratedRegex(@"(?<=[。！？!?…”』」）)])\s*[（(](?<sig>[^（）()。！？]{2,80})[)）]\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex BracketedTail();

    [GeneratedRegex(@"(?<=[。！？!?…”』」])[ \u3000]*(?<sig>[\p{IsCJKUnifiedIdeographs}]{1,2}[ \u3000]{0,3}[\p{IsCJKUnifiedIdeographs}]{1,3}[ \u3000]*(?<!拍)摄)[ \u3000]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex CaptionTail();

    /// <summary>Run into what stands before it, 拍摄 is the verb of a sentence (记者全程拍摄), since 全程 could be a name as well as 王芳.</summary>
    [GeneratedRegex(@"^(?<names>\S.*\S)(?:\s+(?<credit>拍摄)|\s*(?<!拍)(?<credit>摄))$", RegexOptions.ExplicitCapture)]
    private static partial Regex NamesThenPicture();

    /// <summary>Whether a name without a role closes a picture's caption (……拍照。高原 摄). It stays in the text: a caption is not the article's, and whoever took the picture need not have written.</summary>
    public static bool ClosesCaption(string text) => text.EndsWith(Picture) && CaptionTail().Match(text, Math.Max(0, text.Length - 40)) is { Success: true } tail && Parse(tail.Groups["sig"].Value) is not null;

    /// <summary>The whole text as a signature, or null.</summary>
    public static Signature? Parse(string text)
    {
        if (text.Length > 200) return null;
        string body = Unwrap(PageLine.TrimSpaces(text));
        if (body.Length < 2) return null;
        if (NamesThenRole().Match(body) is { Success: true } reversed && RoleFirst(body) == 0)
        {
            var names = Names(reversed.Groups["names"].Value);
            return names is null ? null : new Signature([Of(reversed.Groups["role"].Value, names)], "");
        }
        return ParseSequence(body) ?? MarkedNames(text, body);
    }

    /// <summary>□ 沈知秋 通讯员 何田: names behind the mark that papers set before authors, no role printed. Only known family names count, since headlines bear such marks too.</summary>
    private static Signature? MarkedNames(string text, string body)
    {
        if (body.Length > 40 || text.TrimStart()[0] is not ('■' or '□' or '◎' or '●' or '▲' or '◆' or '○')) return null;
        int role = NextRole(body, 0);
        if (Names(body[..role]) is not { } names || !names.TrueForAll(n => PersonNames.HasSurname(n.Name) || n.Name.Contains('·'))) return null;
        var rest = role < body.Length ? ParseSequence(body[role..]) : new Signature([], "");
        return rest is null ? null : new Signature([Of("", names), .. rest.Bylines], rest.Credit);
    }

    /// <summary>Where a signature begins that is run into the end of a paragraph (……合力。记者 王赛华), or -1.</summary>
    public static int FindTail(string paragraph, out Signature? signature)
    {
        foreach (var regex in (ReadOnlySpan<Regex>)[TailCandidate(), BracketedTail()])
        {
            // Only the end can hold a signature; a paragraph of a megabyte is not searched through.
            int from = Math.Max(0, paragraph.Length - 200);
            for (var match = regex.Match(paragraph, from); match.Success; match = regex.Match(paragraph, match.Index + 1))
            {
                signature = Parse(match.Groups["sig"].Value);
                if (signature is not null && (signature.Bylines.Count > 0 || signature.Credit.Length > 0))
                    return match.Index;
                if (match.Index + 1 >= paragraph.Length) break;
            }
        }
        signature = null;
        return -1;
    }

    private static string Unwrap(string text)
    {
        string t = text.TrimStart('■', '□', '◎', '●', '▲', '◆', '○', '○', '—', '－', '-', ' ', '\u3000');
        if (t.Length > 2 && t[0] is '（' or '(' or '【' or '[' && t[^1] is '）' or ')' or '】' or ']')
            t = t[1..^1];
        return PageLine.TrimSpaces(t);
    }

    private static int RoleFirst(string text) => RoleWord().Match(text) is { Success: true, Index: 0 } m ? m.Length : 0;

    private static Signature? ParseSequence(string text)
    {
        var bylines = new List<Byline>();
        var credits = new List<string>();
        int at = 0;
        while (at < text.Length)
        {
            if (IsSeparator(text[at]))
            {
                at++;
                continue;
            }
            if (CreditWord().Match(text, at) is { Success: true } credit && !(IsNamesRole(text, at + credit.Length) && (bylines.Count > 0 || credit.Value is "摄")))
            {
                credits.Add(string.Concat(credit.Value.Where(c => !Glyphs.IsSpace(c))));
                at += credit.Length;
                continue;
            }
            if (RoleWord().Match(text, at) is not { Success: true } role) return null;
            at += role.Length;
            int next = NextRole(text, at);
            // 记者高原摄: no name ends so.
            string signed = text[at..next].Trim();
            var picture = NamesThenPicture().Match(signed);
            if (!picture.Success && signed.EndsWith("拍摄", StringComparison.Ordinal)) return null;
            if (Names(picture.Success ? picture.Groups["names"].Value : signed) is not { } names) return null;
            if (picture.Success) credits.Add(picture.Groups["credit"].Value);
            bylines.Add(Of(role.Groups["role"].Value, names));
            at = next;
        }
        return bylines.Count + credits.Count == 0 ? null : new Signature(Merge(bylines), string.Join(' ', credits));
    }

    /// <summary>
    /// 文 周雨 摄 高原: before something that is neither role nor credit, a word is no credit of what stands before it but the role of what follows. Words that also open
    /// headings (摄影 展览) are roles only behind another signature.
    /// </summary>
    private static bool IsNamesRole(string text, int end)
    {
        while (end < text.Length && IsSeparator(text[end])) end++;
        return end < text.Length && !RoleWord().Match(text, end).Success && !CreditWord().Match(text, end).Success;
    }

    private static bool IsSeparator(char c) => Glyphs.IsSpace(c) || c is ':' or '：' or '/' or '／' or '、' or '，' or ',' or ';' or '；' or '|' or '■' or '□';

    /// <summary>A role or credit begins only after a separator, so that a name that ends in 文 or 图 stays whole.</summary>
    private static int NextRole(string text, int from)
    {
        for (int i = from + 1; i < text.Length; i++)
        {
            // 文/图记者: a credit may run into the next role.
            if (!IsSeparator(text[i - 1]) && !(text[i - 1] is '图' or '文' && i > 1 && text[i - 2] is '/' or '／')) continue;
            if (i > from + 1 && (RoleWord().Match(text, i).Success || CreditWord().Match(text, i).Success)) return i;
        }
        return text.Length;
    }

    private static List<(string Name, string Organisation)>? Names(string text)
    {
        var tokens = text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(t => t.Split(['、', '，', ',', '/', '／', ';', '；', ':', '：', '|', '\u3000'], StringSplitOptions.RemoveEmptyEntries)).ToList();
        var names = new List<(string, string)>();
        string organisation = "";
        for (int i = 0; i < tokens.Count; i++)
        {
            string token = tokens[i];
            // A two-character name printed as wide as three: 王  洲.
            if (token.Length == 1 && Glyphs.IsHan(token[0]) && i + 1 < tokens.Count && tokens[i + 1].Length == 1)
                token += tokens[++i];
            if (token.Length >= 3 && OrganisationName().IsMatch(token) && (token.Length > 4 || i + 1 < tokens.Count))
            {
                organisation = token;
                continue;
            }
            if (!PersonNames.IsName(token)) return null;
            names.Add((token, organisation));
            organisation = "";
        }
        if (organisation.Length > 0 && names.Count > 0 && names[^1].Item2.Length == 0)
            names[^1] = (names[^1].Item1, organisation);
        else if (organisation.Length > 0)
            names.Add((organisation, ""));
        // Not every family name is known, but of the people who sign together one has a known one.
        return names.Count is 0 or > 20 || !names.Exists(n => PersonNames.HasSurname(n.Item1) || !Glyphs.IsHan(n.Item1[0]) || n.Item1.Contains('·') || n.Item2.Length > 0) ? null : names;
    }

    private static Byline Of(string role, List<(string Name, string Organisation)> names) => new()
    {
        Role = role,
        Names = names.ConvertAll(n => n.Name),
        Organisations = names.ConvertAll(n => n.Organisation),
    };

    /// <summary>记者 甲 记者 乙 is one byline of two names.</summary>
    internal static List<Byline> Merge(IEnumerable<Byline> bylines)
    {
        var merged = new List<Byline>();
        foreach (var byline in bylines)
        {
            int at = merged.FindIndex(b => b.Role == byline.Role);
            if (at < 0)
            {
                merged.Add(byline);
                continue;
            }
            var fresh = Enumerable.Range(0, byline.Names.Count).Where(i => !merged[at].Names.Contains(byline.Names[i])).ToList();
            merged[at] = merged[at] with
            {
                Names = [.. merged[at].Names, .. fresh.Select(i => byline.Names[i])],
                Organisations = [.. merged[at].Organisations, .. fresh.Select(i => byline.Organisations[i])],
            };
        }
        return merged;
    }
}
