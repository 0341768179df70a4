using Search.Contracts.V1;

namespace Search.Service.Security;

/// <summary>
/// The one table that says which role a call needs. A call that is not in it needs <see cref="CallerRole.Admin"/>: what is forgotten is shut.
/// </summary>
internal static class CallPolicy
{
    private static readonly Dictionary<string, CallerRole> Needed = new(StringComparer.Ordinal)
    {
        [Search(nameof(SearchService.SearchServiceBase.Search))] = CallerRole.Anonymous,
        [Search(nameof(SearchService.SearchServiceBase.Suggest))] = CallerRole.Anonymous,
        [Search(nameof(SearchService.SearchServiceBase.GetArticle))] = CallerRole.Anonymous,
        [Search(nameof(SearchService.SearchServiceBase.FindSimilar))] = CallerRole.Anonymous,
        [Search(nameof(SearchService.SearchServiceBase.ListNewspapers))] = CallerRole.Anonymous,
        [Search(nameof(SearchService.SearchServiceBase.ListIssues))] = CallerRole.Anonymous,
        [Search(nameof(SearchService.SearchServiceBase.GetIssue))] = CallerRole.Anonymous,
        [Search(nameof(SearchService.SearchServiceBase.GetSource))] = CallerRole.Anonymous,
        [Search(nameof(SearchService.SearchServiceBase.ExportArticles))] = CallerRole.Reader,

        [Ingestion(nameof(IngestionService.IngestionServiceBase.PutIssue))] = CallerRole.Writer,
        [Ingestion(nameof(IngestionService.IngestionServiceBase.BatchPutArticles))] = CallerRole.Writer,
        [Ingestion(nameof(IngestionService.IngestionServiceBase.PutArticles))] = CallerRole.Writer,
        [Ingestion(nameof(IngestionService.IngestionServiceBase.DeleteArticle))] = CallerRole.Writer,
        [Ingestion(nameof(IngestionService.IngestionServiceBase.DeleteIssue))] = CallerRole.Writer,
        [Ingestion(nameof(IngestionService.IngestionServiceBase.EraseArticle))] = CallerRole.Admin,

        [Admin(nameof(AdminService.AdminServiceBase.GetStatus))] = CallerRole.Reader,
        [Admin(nameof(AdminService.AdminServiceBase.Analyze))] = CallerRole.Reader,
        [Admin(nameof(AdminService.AdminServiceBase.ListUserWords))] = CallerRole.Reader,
        [Admin(nameof(AdminService.AdminServiceBase.GetReindex))] = CallerRole.Reader,
        [Admin(nameof(AdminService.AdminServiceBase.ListReindexes))] = CallerRole.Reader,
        [Admin(nameof(AdminService.AdminServiceBase.WatchReindex))] = CallerRole.Reader,
        [Admin(nameof(AdminService.AdminServiceBase.SuggestUserWords))] = CallerRole.Admin,
        [Admin(nameof(AdminService.AdminServiceBase.PutUserWords))] = CallerRole.Admin,
        [Admin(nameof(AdminService.AdminServiceBase.DeleteUserWords))] = CallerRole.Admin,
        [Admin(nameof(AdminService.AdminServiceBase.StartReindex))] = CallerRole.Admin,
        [Admin(nameof(AdminService.AdminServiceBase.CancelReindex))] = CallerRole.Admin,
        [Admin(nameof(AdminService.AdminServiceBase.ActivateGeneration))] = CallerRole.Admin,
        [Admin(nameof(AdminService.AdminServiceBase.VerifyIndex))] = CallerRole.Admin,
        [Admin(nameof(AdminService.AdminServiceBase.CreateBackup))] = CallerRole.Admin,

        // Load balancers ask without credentials, and the API's description is no secret.
        ["/grpc.health.v1.Health/Check"] = CallerRole.None,
        ["/grpc.health.v1.Health/Watch"] = CallerRole.None,
        ["/grpc.health.v1.Health/List"] = CallerRole.None,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = CallerRole.None,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = CallerRole.None,
    };

    /// <summary>Every call the table names.</summary>
    public static IReadOnlyCollection<string> Calls => Needed.Keys;

    /// <param name="method">As <c>/package.Service/Method</c>.</param>
    public static CallerRole RoleFor(string method) => Needed.GetValueOrDefault(method, CallerRole.Admin);

    private static string Search(string method) => $"/{SearchService.Descriptor.FullName}/{method}";

    private static string Ingestion(string method) => $"/{IngestionService.Descriptor.FullName}/{method}";

    private static string Admin(string method) => $"/{AdminService.Descriptor.FullName}/{method}";
}
