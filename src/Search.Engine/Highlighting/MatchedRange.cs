namespace Search.Engine;

/// <summary>A piece of a field's stored text that matched, in UTF-16 units.</summary>
/// <param name="Start">First unit.</param>
/// <param name="End">Behind the last unit.</param>
/// <param name="Term">Which of the query's marks it is, so that a passage with different ones can be preferred.</param>
/// <param name="Weight">How much it tells.</param>
/// <param name="LeastLength">Shorter ones are not marked once overlapping ones are joined.</param>
internal readonly record struct MatchedRange(int Start, int End, int Term, double Weight, int LeastLength = 1);
