using System.Globalization;
using System.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Search.Benchmarks.Tokens;

/// <summary><c>dump-tokens MODE IN OUT</c>: one output line per input line, for a comparison with the reference byte by byte.</summary>
internal static class DumpTokensCommand
{
    internal static int Run(string[] args)
    {
        Analyzer analyzer = TokensCommand.Pick(Dictionaries.Load(), args[0]);
        using var output = new StreamWriter(args[2], append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        var text = new StringBuilder();
        foreach (string line in File.ReadLines(args[1], Encoding.UTF8))
        {
            text.Clear();
            using TokenStream stream = analyzer.GetTokenStream("f", line);
            var term = stream.GetAttribute<ICharTermAttribute>();
            var offset = stream.GetAttribute<IOffsetAttribute>();
            var position = stream.GetAttribute<IPositionIncrementAttribute>();
            stream.Reset();
            while (stream.IncrementToken())
            {
                text.Append(text.Length > 0 ? " " : "").Append(term.Buffer, 0, term.Length);
                text.Append(CultureInfo.InvariantCulture, $"/{offset.StartOffset}/{offset.EndOffset}/{position.PositionIncrement}");
            }
            stream.End();
            output.WriteLine(text.ToString());
        }
        return 0;
    }
}
