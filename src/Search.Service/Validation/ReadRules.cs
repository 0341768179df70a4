using Search.Contracts.V1;
using Search.Service.Api;

namespace Search.Service.Validation;

/// <summary>What reading and administrative calls must keep to.</summary>
internal static class ReadRules
{
    public static void Check(GetArticleRequest request)
    {
        var violations = new Violations();
        violations.ArticleId("id", request.Id);
        violations.NotNegative("min_sequence", request.MinSequence);
        violations.ThrowIfAny();
    }

    public static void Check(ListIssuesRequest request)
    {
        var violations = new Violations();
        violations.Required("newspaper", request.Newspaper, ApiLimits.NameUnits);
        violations.Range("page_size", request.PageSize, 0, 1_000);
        violations.ThrowIfAny();
    }

    public static void Check(GetIssueRequest request)
    {
        var violations = new Violations();
        violations.Required("newspaper", request.Newspaper, ApiLimits.NameUnits);
        violations.IssueDate("date", request.Date);
        violations.ThrowIfAny();
    }

    public static void Check(GetSourceRequest request)
    {
        var violations = new Violations();
        violations.Required("newspaper", request.Newspaper, ApiLimits.NameUnits);
        violations.IssueDate("date", request.Date);
        violations.Required("page", request.Page, ApiLimits.NameUnits);
        violations.ThrowIfAny();
    }

    public static void Check(AnalyzeRequest request)
    {
        var violations = new Violations();
        violations.Length("text", request.Text, ApiLimits.AnalyzedUnits);
        if (request.Mode is < AnalysisMode.Unspecified or > AnalysisMode.Query) violations.Add("mode", $"is {(int)request.Mode}, which is no mode");
        violations.ThrowIfAny();
    }

    public static void Check(CreateBackupRequest request)
    {
        var violations = new Violations();
        violations.Required("directory", request.Directory, ApiLimits.PathUnits);
        violations.ThrowIfAny();
    }

    public static void Check(EraseArticleRequest request)
    {
        var violations = new Violations();
        violations.ArticleId("id", request.Id);
        violations.Length("reason", request.Reason, ApiLimits.ReasonUnits);
        violations.ThrowIfAny();
    }

    public static void Name(string field, string value)
    {
        var violations = new Violations();
        violations.ArticleId(field, value);
        violations.ThrowIfAny();
    }
}
