using System.Buffers.Binary;
using System.Text;
using Search.Benchmarks.Finding;

namespace Search.Benchmarks.Corpus;

/// <summary>The dictionary's words with how often they occur and how often one follows another.</summary>
internal sealed class WordChain
{
    private readonly List<string> words = [];

    /// <summary>Sums of frequencies up to each word.</summary>
    private readonly List<long> upTo = [];

    /// <summary>By word: what follows it, with sums of frequencies.</summary>
    private readonly Dictionary<int, (int[] Words, long[] UpTo)> following = [];

    /// <summary>A run of words of about so many characters.</summary>
    public string Text(Random random, int length)
    {
        StringBuilder text = new(length + 4);
        for (int word = -1; text.Length < length;)
        {
            word = word >= 0 && following.TryGetValue(word, out (int[] Words, long[] UpTo) next) ? next.Words[Draw(random, next.UpTo)] : Draw(random, upTo);
            text.Append(words[word]);
        }

        return text.ToString();
    }

    /// <summary>SmartCnDictionaryFile tells the layout. Words of anything but Chinese characters stand for numbers, names and marks, and are left out.</summary>
    public static WordChain Load(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        WordChain chain = new();
        int wordCount = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)), pairCount = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        using BinaryReader reader = new(new MemoryStream(bytes, 20, bytes.Length - 20));
        long total = 0;
        int[] numbers = new int[wordCount]; // of the words kept
        int place = 0;
        foreach ((string word, int frequency) in DictionaryWords.Read(reader, wordCount))
        {
            bool isKept = frequency > 0 && DictionaryWords.IsChinese(word);
            numbers[place++] = isKept ? chain.words.Count : -1;
            if (!isKept) continue;
            chain.words.Add(word);
            chain.upTo.Add(total += frequency);
        }

        int left = 0;
        for (int read = 0; read < pairCount;)
        {
            left += reader.Read7BitEncodedInt();
            int count = reader.Read7BitEncodedInt(), right = 0;
            read += count;
            List<int> next = [];
            List<long> sums = [];
            for (int i = 0; i < count; i++)
            {
                right += reader.Read7BitEncodedInt();
                int frequency = reader.Read7BitEncodedInt();
                if (numbers[right] < 0 || frequency == 0) continue;
                next.Add(numbers[right]);
                sums.Add((sums.Count > 0 ? sums[^1] : 0) + frequency);
            }

            if (numbers[left] >= 0 && next.Count > 0) chain.following.Add(numbers[left], ([.. next], [.. sums]));
        }

        return chain;
    }

    /// <summary>A place, as often as its share of the sums.</summary>
    private static int Draw(Random random, IReadOnlyList<long> upTo)
    {
        long drawn = random.NextInt64(upTo[^1]);
        int low = 0, high = upTo.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (upTo[middle] <= drawn) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
