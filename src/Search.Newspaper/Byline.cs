namespace Search.Newspaper;

/// <summary>The people who signed an article in one role.</summary>
public sealed record Byline
{
    /// <summary>The role without the paper's own prefix: 记者 (also for 本报记者), 通讯员, 摄影, 参与采写 …</summary>
    public required string Role { get; init; }

    /// <summary>Names in printed order, padding removed (王  洲 gives 王洲).</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>For every name, the organisation printed with it (经开时报 for 经开时报 李洪永), "" where none is. Same length as <see cref="Names"/>.</summary>
    public required IReadOnlyList<string> Organisations { get; init; }
}
