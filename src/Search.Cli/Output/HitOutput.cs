using Search.Contracts.V1;

namespace Search.Cli.Output;

/// <summary>What was found, on standard output: for a person, or as one line of JSON.</summary>
internal static class HitOutput
{
    public static void Print(SearchResponse found, bool json)
    {
        using StreamWriter output = StandardOutput.Open();
        if (json) output.WriteJsonLine(writer => HitJson.Write(writer, found));
        else HitText.Write(output, found, StandardOutput.IsColoured);
    }
}
