using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Search.Benchmarks.Tokens;

namespace Search.Benchmarks.Corpus;

/// <summary>
/// <c>generate COUNT SEED OUT.jsonl [CHARACTERS]</c>: made-up news of about CHARACTERS characters (500) in the form that <c>index</c> reads, and beside it OUT.queries.txt. Each word follows the one before as
/// often as the SmartCn dictionary's pairs say, so words, pairs and their frequencies are those of real text though the sentences mean nothing. Articles come as archives do: day by day,
/// each newspaper's issue in one piece. The same numbers give the same files anywhere.
/// </summary>
internal static class GenerateCommand
{
    private const int Queries = 1_000;
    private const int Newspapers = 20;

    /// <summary>Articles of one newspaper's issue.</summary>
    private const int Issue = 15;

    public static int Run(string[] args)
    {
        int characters = 500;
        if (args.Length is not (3 or 4) || !int.TryParse(args[0], CultureInfo.InvariantCulture, out int count) || !int.TryParse(args[1], CultureInfo.InvariantCulture, out int seed)
            || (args.Length == 4 && (!int.TryParse(args[3], CultureInfo.InvariantCulture, out characters) || characters < 1)))
        {
            Console.Error.WriteLine("generate COUNT SEED OUT.jsonl [CHARACTERS]");
            return 2;
        }

        WordChain chain = WordChain.Load(Path.Combine(Dictionaries.Directory, "smartcn", "smartcn.dict"));
        Random random = new(seed);
        string[] sources = [.. Enumerable.Range(0, Newspapers).Select(_ => chain.Text(random, 4) + "日报")], sections = [.. Enumerable.Range(0, 40).Select(_ => chain.Text(random, 2))];
        using (FileStream file = File.Create(args[2]))
        using (Utf8JsonWriter json = new(file, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            for (int i = 0; i < count; i++)
            {
                json.WriteStartObject();
                json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"s{seed}-{i}"));
                json.WriteString("title", chain.Text(random, random.Next(10, 28)));
                json.WriteString("body", Body(chain, random, random.Next(characters / 2, (characters * 3 / 2) + 1)));
                json.WriteString("date", new DateOnly(2000, 1, 1).AddDays(i / (Issue * Newspapers)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                json.WriteString("section", sections[random.Next(sections.Length)]);
                json.WriteString("source", sources[i / Issue % Newspapers]);
                json.WriteEndObject();
                json.Flush();
                json.Reset();
                file.WriteByte((byte)'\n');
            }
        }

        File.WriteAllLines(Path.ChangeExtension(args[2], ".queries.txt"), Enumerable.Range(0, Queries).Select(_ => chain.Text(random, random.Next(2, 12))));
        return 0;
    }

    private static string Body(WordChain chain, Random random, int length)
    {
        StringBuilder body = new(length + 64);
        while (body.Length < length)
        {
            if (body.Length > 0) body.Append('\n');
            for (int end = Math.Min(length, body.Length + random.Next(60, 200)); body.Length < end;)
            {
                for (int clauses = random.Next(1, 5); clauses > 1; clauses--) body.Append(chain.Text(random, random.Next(5, 18))).Append('，');
                body.Append(chain.Text(random, random.Next(5, 18))).Append('。');
            }
        }

        return body.ToString();
    }
}
