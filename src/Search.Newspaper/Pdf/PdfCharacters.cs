namespace Search.Newspaper.Pdf;

/// <summary>
/// What a PDF's characters mean. Printing programs name a glyph by one of the characters that share it, so 月 may come as the radical U+2F49 and 青 as U+2ED8: such characters, and
/// compatibility forms, become the ordinary character. Punctuation and full-width forms stay as printed.
/// </summary>
internal static class PdfCharacters
{
    /// <summary>CJK Radicals Supplement to the ideograph of the same shape, where Unicode's normal forms say nothing.</summary>
    private const string Supplement =
        "⺁厂⺄乙⺅亻⺆冂⺇几⺈刀⺋卩⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺕彐⺗心⺘扌⺙攵⺛旡⺜日⺝月⺟母⺠民⺡氵⺢水⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱网⺲罒⺳网⺴网⺶羊⺷羊⺸羊⺹耂⺺聿⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒長⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀";

    /// <summary>U+2F00 and on, one ideograph each; 户 and 青 in the form that Chinese text uses today.</summary>
    private const string Kangxi =
        "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨青非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    private static readonly Dictionary<char, string> Forms = Pairs().ToDictionary(p => p.Form, p => p.Ordinary);

    private static IEnumerable<(char Form, string Ordinary)> Pairs()
    {
        for (int i = 0; i < Supplement.Length; i += 2) yield return (Supplement[i], Supplement[i + 1].ToString());
        for (int i = 0; i < Kangxi.Length; i++) yield return ((char)(0x2F00 + i), Kangxi[i].ToString());
        for (int i = 0; i < Ligatures.Length; i++) yield return ((char)(0xFB00 + i), Ligatures[i]);
    }

    public static string Ordinary(string value)
    {
        if (value.Length == 1) return Forms.GetValueOrDefault(value[0], value);
        return value.Any(Forms.ContainsKey) ? string.Concat(value.Select(c => Forms.GetValueOrDefault(c, c.ToString()))) : value;
    }

    /// <summary>The font does not say which character this is.</summary>
    public static bool IsUnknown(string? value)
    {
        if (string.IsNullOrEmpty(value)) return true;
        foreach (char c in value)
        {
            if (c is '\uFFFD' or >= '\uE000' and <= '\uF8FF' || char.IsControl(c) && c is not ('\t' or '\n' or '\r')) return true;
        }
        return false;
    }
}
