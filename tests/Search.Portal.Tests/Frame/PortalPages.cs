namespace Search.Portal.Tests.Frame;

/// <summary>One address of every kind of page there is.</summary>
internal static class PortalPages
{
    public static async Task<IReadOnlyList<string>> AllAsync(PortalService service)
    {
        string sample = await service.ArticleAsync("白鹭数量五年增两倍");
        string hostile = await service.ArticleAsync("险题" + Invented.Attack);
        return
        [
            "/", "/?q=白鹭", "/?q=风车&page=2&sort=newest", "/?q=风车&newspaper=云栖日报&from=2022&to=2022", "/?q=绝无仅有之词", "/?q=%22open", "/?q=风车&page=900",
            "/?q=" + Uri.EscapeDataString("险题 " + Invented.Attack),
            $"/articles/{sample}", $"/articles/{sample}?q=白鹭 澜河", $"/articles/{hostile}?q={Uri.EscapeDataString("险文 " + Invented.Attack)}", "/articles/nothing",
            "/newspapers", "/newspapers/云栖日报", "/newspapers/青岚时报/2024-05-17", "/newspapers/青岚时报/2024-05-17/A02", "/status", "/embed/", "/nowhere",
        ];
    }
}
