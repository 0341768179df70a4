using System.Buffers.Binary;
using System.Text;
using Search.Benchmarks.Tokens;

namespace Search.Benchmarks.Finding;

/// <summary>The words of the SmartCn dictionary of two characters and more, with how often each is used.</summary>
internal static class DictionaryWords
{
    /// <summary>See SmartCnDictionaryFile for the layout.</summary>
    public static List<(string Word, int Frequency)> Read()
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Dictionaries.Directory, "smartcn", "smartcn.dict"));
        using BinaryReader reader = new(new MemoryStream(bytes, 20, bytes.Length - 20));
        List<(string, int)> words = [];
        foreach ((string word, int frequency) in Read(reader, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8))))
        {
            if (word.Length >= 2 && frequency > 0 && IsChinese(word)) words.Add((word, frequency));
        }

        return words;
    }

    /// <summary>The dictionary's words in its order, of whatever characters; the reader stands behind the last one then.</summary>
    public static IEnumerable<(string Word, int Frequency)> Read(BinaryReader reader, int count)
    {
        string word = "";
        for (int i = 0; i < count; i++)
        {
            int shared = reader.ReadByte(), further = reader.ReadByte();
            StringBuilder text = new(word[..shared]);
            for (int c = 0; c < further; c++) text.Append((char)reader.ReadUInt16());
            word = text.ToString();
            yield return (word, reader.Read7BitEncodedInt());
        }
    }

    public static bool IsChinese(string word) => word.All(c => c is >= '\u4e00' and <= '\u9fff');
}
