using Google.Rpc;
using Search.Service.Errors;

namespace Search.Service.Validation;

/// <summary>What is wrong with a request, field by field: all of it is told at once. Nothing is allocated while nothing is wrong.</summary>
internal sealed class Violations
{
    /// <summary>More would only make the answer longer than its reader's patience (and than a trailer may be).</summary>
    private const int Told = 20;

    private List<BadRequest.Types.FieldViolation>? found;
    private int count;

    public void Add(string field, string description)
    {
        count++;
        found ??= [];
        if (found.Count < Told) found.Add(new BadRequest.Types.FieldViolation { Field = field, Description = description });
    }

    public BadRequest.Types.FieldViolation? First => found?[0];

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every violation, if there is any.</exception>
    public void ThrowIfAny()
    {
        if (found is null) return;
        string message = count == 1 ? $"{found[0].Field}: {found[0].Description}" : $"{found[0].Field}: {found[0].Description} (and {count - 1} more)";
        throw Failures.InvalidArgument(message, found);
    }
}
