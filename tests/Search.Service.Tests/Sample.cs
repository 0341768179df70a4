using Search.Contracts.V1;

namespace Search.Service.Tests;

/// <summary>Invented articles.</summary>
internal static class Sample
{
    public static Article Article(string newspaper, string headline, params string[] paragraphs)
    {
        var article = new Article { Newspaper = newspaper, Date = "2023-06-01", Page = "A01", Section = "要闻", Headline = headline };
        article.Paragraphs.AddRange(paragraphs.Length > 0 ? paragraphs : ["本报讯 这是关于" + headline + "的报道。"]);
        return article;
    }

    /// <summary>A page of text as it arrives, with two articles.</summary>
    public const string PageText = """
        柳林区建成首座雨水花园

        本报讯 6月1日,柳林区首座雨水花园在环城公园建成开放。花园占地三千平方米,能把一场中雨的积水全部留住,慢慢渗入地下。

        园林部门介绍,花园里种植了十七种耐水湿的植物,旱季不必浇灌,雨季不会烂根。记者 卫知夏



        盲道不再被占

        本报讯(记者 卫知夏) 柳林区城管部门日前完成全区盲道清理,移走占道花箱二百余个,补铺断头盲道十一处。

        视障居民鲁先生试走之后说,从家到菜场,第一次没有被人扶。
        """;
}
