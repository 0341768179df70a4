namespace Search.Engine;

/// <summary>What tells a Chinese person's name in running text: a surname, one or two further characters, a title before it or a verb of saying behind it.</summary>
internal static class PersonNames
{
    private const string Surnames =
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛闫段雷黎史龙陶贺毛郝顾龚邵万覃武钱戚严欧莫孔向常汤康易乔赖文"
        + "洪葛尹凌安颜倪牛温芦俞章鲁葵岳翟殷詹申施樊关柳焦路庞邢祝梅骆纪柯耿裴聂齐庄涂舒邬辛屈娄管祁尚左项符盛曲包季宁储冉靳阮靖涂鲍司柴房解缪车边卜褚谷兰饶卞成戈仇苗臧喻蔡查华单窦敖桂甘霍景卓冷蔺闵宗晏瞿匡佘支鄢冼游麻桑宫封隋邸";

    private static readonly string[] DoubleSurnames = ["欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "东方", "南宫", "端木", "轩辕", "长孙", "宇文", "澹台"];

    /// <summary>Stand right before a name.</summary>
    private static readonly string[] Titles =
    [
        "记者", "通讯员", "书记", "主任", "局长", "市长", "县长", "区长", "省长", "镇长", "乡长", "村长", "校长", "院长", "所长", "处长", "科长", "部长", "厅长", "会长", "社长", "队长", "站长", "馆长", "行长", "厂长", "董事长", "总经理", "经理", "总裁",
        "主席", "委员", "代表", "教授", "博士", "院士", "医生", "护士", "老师", "教师", "律师", "法官", "警官", "民警", "教练", "演员", "导演", "作家", "诗人", "画家", "工程师", "设计师", "研究员", "专家", "负责人", "工作人员", "志愿者", "村民", "居民",
        "市民", "学生", "同学", "同志", "员工", "职工", "司机", "作者", "编辑", "摄影", "主持人", "发言人", "创始人", "队员", "选手", "球员", "主帅", "名将", "秘书长", "理事长", "组长", "班长", "店主", "老板",
    ];

    /// <summary>Stand right behind a name.</summary>
    private static readonly string[] Verbs =
    [
        "说", "介绍", "表示", "告诉", "指出", "认为", "强调", "称", "透露", "坦言", "回忆", "感慨", "解释", "出席", "主持", "参加", "会见", "讲话", "致辞", "摄", "报道", "同志", "先生", "女士", "教授", "院士", "老师", "等", "笑着", "告诉记者", "向记者", "代表",
    ];

    /// <summary>Never in a given name, and often beside one.</summary>
    private const string NotInNames = "的了在是和与及为对将从被把也都就而又很这那其不有个们说称等上下里前后着过到由向于之年月日市县区省村镇州局部长委会者员人们我你他她它来去没吗呢吧啊么什所以让还使得做给更最每各已但并或若则因此如再只能可要";

    private static readonly HashSet<char> SurnameSet = [.. Surnames];
    private static readonly HashSet<string> DoubleSurnameSet = [.. DoubleSurnames];
    private static readonly HashSet<char> NotInNameSet = [.. NotInNames];
    private static readonly ILookup<char, string> TitlesByEnd = Titles.ToLookup(t => t[^1]);
    private static readonly ILookup<char, string> VerbsByBeginning = Verbs.ToLookup(v => v[0]);

    /// <summary>Whether a piece can be a name by its characters.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<char> piece)
    {
        if (piece.Length is < 2 or > 4) return false;
        int surname = piece.Length > 2 && DoubleSurnameSet.Contains(piece[..2].ToString()) ? 2 : SurnameSet.Contains(piece[0]) ? 1 : 0;
        if (surname == 0 || piece.Length - surname > 2) return false;
        foreach (char c in piece[surname..])
        {
            if (NotInNameSet.Contains(c)) return false;
        }

        return true;
    }

    /// <summary>Whether a title ends right before the position.</summary>
    public static bool IsBehindTitle(ReadOnlySpan<char> text, int position)
    {
        if (position == 0) return false;
        foreach (string title in TitlesByEnd[text[position - 1]])
        {
            if (text[..position].EndsWith(title, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>Whether a verb or an address begins at the position.</summary>
    public static bool IsBeforeVerb(ReadOnlySpan<char> text, int position)
    {
        if (position >= text.Length) return false;
        foreach (string verb in VerbsByBeginning[text[position]])
        {
            if (text[position..].StartsWith(verb, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>Whether a word is itself a title or a verb of saying.</summary>
    public static bool IsContext(string word) => Titles.Contains(word, StringComparer.Ordinal) || Verbs.Contains(word, StringComparer.Ordinal);
}
