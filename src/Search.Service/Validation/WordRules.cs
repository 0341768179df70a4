using Search.Contracts.V1;
using Search.Service.Api;

namespace Search.Service.Validation;

/// <summary>What calls about user words must keep to.</summary>
internal static class WordRules
{
    public static void Check(PutUserWordsRequest request)
    {
        var violations = new Violations();
        violations.Count("words", request.Words.Count, 1, ApiLimits.UserWords);
        for (int i = 0; i < request.Words.Count; i++)
        {
            string word = request.Words[i];
            if (word.Length is < 2 or > ApiLimits.UserWordUnits) violations.Add($"words[{i}]", $"must have 2 to {ApiLimits.UserWordUnits} UTF-16 units, has {word.Length}");
            else if (word.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) violations.Add($"words[{i}]", $"must not contain white space or control characters, was '{word}'");
            else if (!word.Any(char.IsLetterOrDigit) && !word.Any(char.IsSurrogate)) violations.Add($"words[{i}]", $"must have a letter, a Hanzi or a digit, was '{word}'");
        }

        violations.ThrowIfAny();
    }

    public static void Check(DeleteUserWordsRequest request)
    {
        var violations = new Violations();
        violations.Count("words", request.Words.Count, 1, ApiLimits.UserWords);
        for (int i = 0; i < request.Words.Count; i++) violations.Required($"words[{i}]", request.Words[i], ApiLimits.UserWordUnits);
        violations.ThrowIfAny();
    }

    public static void Check(SuggestUserWordsRequest request)
    {
        var violations = new Violations();
        violations.Range("limit", request.Limit, 0, 1_000);
        violations.ThrowIfAny();
    }
}
