using Search.Analysis.SmartCn;

namespace Search.Benchmarks.Tokens;

/// <summary><c>convert-dictionary WORDS.tsv PAIRS.tsv OUT.dict</c>.</summary>
internal static class ConvertDictionaryCommand
{
    internal static int Run(string[] args)
    {
        (int words, int pairs) = SmartCnDictionaryConverter.Convert(args[0], args[1], args[2]);
        Console.WriteLine($"words {words} pairs {pairs} bytes {new FileInfo(args[2]).Length}");
        return 0;
    }
}
