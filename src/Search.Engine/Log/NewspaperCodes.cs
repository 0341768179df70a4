using System.Text.Json;

namespace Search.Engine;

/// <summary>Codes configured for newspapers (<c>newspapers.json</c>: name to code); a newspaper without one gets a derived one. A code once given is kept in the log.</summary>
internal sealed class NewspaperCodes
{
    private readonly Dictionary<string, string> codes;

    private NewspaperCodes(Dictionary<string, string> codes) => this.codes = codes;

    public static NewspaperCodes Load(string configDirectory)
    {
        string path = Path.Combine(configDirectory, "newspapers.json");
        if (!File.Exists(path)) return new NewspaperCodes([]);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            Dictionary<string, string> codes = document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal);
            foreach ((string name, string code) in codes)
                if (!ArticleIds.IsValid(code) || code.Length > 40) throw new InvalidDataException($"{path}: the code \"{code}\" of {name} is not made of A-Z a-z 0-9 . _ -");
            if (codes.Values.GroupBy(c => c, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
                throw new InvalidDataException($"{path}: the code \"{twice.Key}\" is given twice");
            return new NewspaperCodes(codes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    public string? Find(string newspaper) => codes.GetValueOrDefault(newspaper);
}
