using System.Globalization;
using System.Text;

namespace Search.Benchmarks.Readings;

/// <summary>The fields of Unihan files for characters of one UTF-16 unit, from the texts that Debian's unicode-data ships packed.</summary>
internal sealed class UnihanTable
{
    private readonly Dictionary<(char Character, string Field), string> values = [];

    /// <summary>Reads unpacked files (<c>bunzip2 -k</c>); lines are <c>U+4E00 TAB field TAB value</c>.</summary>
    internal UnihanTable(params IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            foreach (string line in File.ReadLines(path, Encoding.UTF8))
            {
                string[] fields = line.Split('\t');
                if (line.StartsWith('#') || fields.Length != 3) continue;
                int codePoint = int.Parse(fields[0].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                if (codePoint <= char.MaxValue) values[((char)codePoint, fields[1])] = fields[2];
            }
        }
    }

    internal string? Value(char character, string field) => values.GetValueOrDefault((character, field));

    /// <summary>Ideographs with any field, in order of their code.</summary>
    internal IEnumerable<char> Characters => values.Keys.Select(key => key.Character).Distinct().Order();
}
