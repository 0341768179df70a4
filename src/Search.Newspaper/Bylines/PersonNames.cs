using Search.Newspaper.Text;

namespace Search.Newspaper.Bylines;

/// <summary>What can be a person's name. Family names are a closed class.</summary>
internal static class PersonNames
{
    private const string Surnames =
        "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛岳肖闫闻柴华覃路左关靳欧祝焦包柳苗耿阮柯骆寇尚甘卓党邬单尤裴霍项柏费管窦解辛米纪缪童计成游阳裘席卫查屈鲍位封司桑景连池全商车宁巩卞桂边佟植敖冀苟农佘元晏隋仇衣喻巫滕古褚仲曲谷甄艾卜廉冉应臧储房危明瞿宗濮栾戚奚晋荣符饶修原冷郎宫占涂简凌来麻沙战师候芦曽盛时皮揭於祁由季蒙支花国付代鄢郁官初年奉展油薄姬洛信母逯仝亓麴郗阚揣暴仉谌郏郜訾厉咸牟缑尧昝逄綦璩蒯芮羿鄂麦阙别仵晁沐苑睢敬苍亢扈闾茹郯鞠蔺禹狄茅堵贝湛汲邴糜羊惠家松井富乌牧隗山宓蓬班仰秋伊钭束幸韶蓟印怀蒲邰从索籍屠胥能双莘贡劳扶郦雍却寿通燕浦充习宦鱼容慎戈庾终暨居衡步都满弘匡广禄东殳沃利蔚越夔隆厍勾融那空乜养丰巢相荆红权盖益桓公岑褟银海归帅有琴墨哈谯笪爱嘉么啸赫帖郇雒芶肇辜犹钮豆忻练芷尉鹿栗苻谈竺宛闪檀蹇卿随隽矫逮麋晃冒亚仓库线";

    private static readonly string[] Compound = ["欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木", "独孤", "南宫", "呼延", "申屠", "完颜", "闻人", "澹台", "宇文", "长孙", "鲜于", "赫连", "钟离", "濮阳", "太史", "拓跋", "轩辕", "百里", "东郭", "西门", "第五", "万俟", "淳于", "单于"];

    /// <summary>Words that stand behind a role in prose or headlines and have the length of a name.</summary>
    private static readonly HashSet<string> NoNames =
    [
        "现场", "探访", "获悉", "了解", "报道", "采访", "从会", "看到", "近日", "昨日", "今天", "走访", "调查", "发现", "手记", "观察", "来信", "见闻", "日记", "跟拍", "体验", "直击",
        "专访", "之家", "协会", "招聘", "节", "证", "站", "团", "走基层", "在现场", "跑两会", "看两会", "发稿", "从市", "从省", "问", "注意到", "联合", "一行", "表示", "介绍",
    ];

    public static bool HasSurname(string name) =>
        name.Length >= 2 && (Surnames.Contains(name[0]) || name.Length >= 3 && Array.Exists(Compound, c => name.StartsWith(c, StringComparison.Ordinal)));

    /// <summary>Two to four ideographs, or a transcribed name with its dot, or a Latin one.</summary>
    public static bool IsName(string token)
    {
        if (NoNames.Contains(token)) return false;
        int han = token.Count(Glyphs.IsHan);
        if (han == token.Length)
            return han is 2 or 3 || han == 4 && (Array.Exists(Compound, c => token.StartsWith(c, StringComparison.Ordinal)) || Surnames.Contains(token[0]) && Surnames.Contains(token[1]));
        if (han > 0) return token.Length <= 16 && token.All(c => Glyphs.IsHan(c) || c is '·' or '•' or '．');
        return token.Length is >= 2 and <= 30 && token.All(c => char.IsAsciiLetter(c) || c is '.' or '·' or '-');
    }
}
