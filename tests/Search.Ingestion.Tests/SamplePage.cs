namespace Search.Ingestion.Tests;

/// <summary>An invented page.</summary>
internal static class SamplePage
{
    public const string Headline = "河东新建三座社区图书馆";

    public const string Text = """
        河东新建三座社区图书馆

        本报讯（记者 林小禾）昨日，河东区三座社区图书馆同时开放，居民凭身份证就能借书。每座图书馆藏书两万册，设有儿童阅览区和自习区。
        区文化馆负责人介绍，图书馆每天开放到晚上九点，周末还会举办读书会，邀请作家与读者见面。

        渡口夜市恢复营业

        本报讯（记者 周一川）停业半年的渡口夜市昨晚恢复营业，八十多个摊位重新亮灯，吸引了不少市民前来品尝小吃。
        市场管理处表示，夜市增设了垃圾分类点和消防通道，每晚十一点准时收摊，不影响周边居民休息。
        """;
}
