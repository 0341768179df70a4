using Search.Engine;
using Proto = Search.Contracts.V1;

namespace Search.Service.Mapping;

/// <summary>What puts did, from the engine to the API.</summary>
internal static class PutMapping
{
    public static Proto.PutArticleResult ToApi(this PutReceipt receipt) =>
        new() { Id = receipt.Id, Sequence = receipt.Sequence, Outcome = ToApi(receipt.Outcome), Erased = receipt.Erased };

    public static Proto.PutPageResult ToApi(this PagePutReceipt receipt)
    {
        var result = new Proto.PutPageResult { Page = receipt.Page, SourceRefused = !receipt.SourceKept };
        foreach (var article in receipt.Articles) result.Articles.Add(ToApi(article));
        result.DeletedIds.AddRange(receipt.DeletedIds);
        return result;
    }

    private static Proto.PutOutcome ToApi(PutOutcome outcome) => outcome switch
    {
        PutOutcome.Added => Proto.PutOutcome.Added,
        PutOutcome.Unchanged => Proto.PutOutcome.Unchanged,
        PutOutcome.Replaced => Proto.PutOutcome.Replaced,
        PutOutcome.StaysDeleted => Proto.PutOutcome.StaysDeleted,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "an outcome the API does not know"),
    };
}
