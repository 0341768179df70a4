namespace Search.Analysis.SmartCn;

/// <summary>
/// Martin Porter's stemmer (1980, with his later <c>bli</c> and <c>logi</c> rules), in place on lower-case Latin letters.
/// </summary>
internal static class PorterStemmer
{
    private static readonly (string Suffix, string Replacement)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    private static readonly (string Suffix, string Replacement)[] Step3 =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    private static readonly string[] Step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];

    /// <summary>Stems the first <paramref name="length"/> letters and returns the new length, which is never larger.</summary>
    internal static int Stem(Span<char> word, int length)
    {
        if (length <= 2)
            return length;
        length = Plurals(word, length);
        length = PastAndGerund(word, length);
        if (Ends(word, length, "y") && HasVowel(word, length - 1))
            word[length - 1] = 'i';
        length = Replace(word, length, Step2);
        length = Replace(word, length, Step3);
        length = DropSuffix(word, length);
        return FinalE(word, length);
    }

    /// <summary>Drops plural, past and -ing endings only: what a reader takes for the same word.</summary>
    internal static int StemLightly(Span<char> word, int length) =>
        length <= 3 ? length : PastAndGerund(word, Plurals(word, length));

    private static int Plurals(Span<char> word, int length)
    {
        if (word[length - 1] != 's') return length;
        if (Ends(word, length, "sses") || Ends(word, length, "ies")) return length - 2;
        return word[length - 2] == 's' ? length : length - 1;
    }

    private static int PastAndGerund(Span<char> word, int length)
    {
        if (Ends(word, length, "eed"))
            return Measure(word, length - 3) > 0 ? length - 1 : length;
        int cut = Ends(word, length, "ed") ? 2 : Ends(word, length, "ing") ? 3 : 0;
        if (cut == 0 || !HasVowel(word, length - cut)) return length;
        length -= cut;
        if (Ends(word, length, "at") || Ends(word, length, "bl") || Ends(word, length, "iz"))
        {
            word[length] = 'e';
            return length + 1;
        }
        if (EndsInDouble(word, length))
            return word[length - 1] is 'l' or 's' or 'z' ? length : length - 1;
        if (Measure(word, length) == 1 && EndsShort(word, length))
        {
            word[length] = 'e';
            return length + 1;
        }
        return length;
    }

    private static int Replace(Span<char> word, int length, (string Suffix, string Replacement)[] rules)
    {
        foreach ((string suffix, string replacement) in rules)
        {
            if (!Ends(word, length, suffix)) continue;
            int stem = length - suffix.Length;
            if (Measure(word, stem) == 0) return length;
            replacement.AsSpan().CopyTo(word[stem..]);
            return stem + replacement.Length;
        }
        return length;
    }

    private static int DropSuffix(Span<char> word, int length)
    {
        foreach (string suffix in Step4)
        {
            if (!Ends(word, length, suffix)) continue;
            int stem = length - suffix.Length;
            if (suffix == "ion" && (stem == 0 || word[stem - 1] is not ('s' or 't'))) continue;
            return Measure(word, stem) > 1 ? stem : length;
        }
        return length;
    }

    private static int FinalE(Span<char> word, int length)
    {
        int measure = Measure(word, length);
        if (word[length - 1] == 'e' && (measure > 1 || (measure == 1 && !EndsShort(word, length - 1))))
            length--;
        if (word[length - 1] == 'l' && EndsInDouble(word, length) && measure > 1)
            length--;
        return length;
    }

    private static bool Ends(ReadOnlySpan<char> word, int length, string suffix) =>
        length >= suffix.Length && word[length - 1] == suffix[^1] && word[..length].EndsWith(suffix);

    private static bool IsConsonant(ReadOnlySpan<char> word, int i) => word[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !IsConsonant(word, i - 1),
        _ => true,
    };

    private static bool HasVowel(ReadOnlySpan<char> word, int length)
    {
        for (int i = 0; i < length; i++)
            if (!IsConsonant(word, i)) return true;
        return false;
    }

    /// <summary>The number of vowel-consonant sequences: m in [C](VC)^m[V].</summary>
    private static int Measure(ReadOnlySpan<char> word, int length)
    {
        int measure = 0;
        bool vowelBefore = false, consonant = true;
        for (int i = 0; i < length; i++)
        {
            // Carrying the class of the previous letter keeps a run of y linear.
            consonant = word[i] switch
            {
                'a' or 'e' or 'i' or 'o' or 'u' => false,
                'y' => i == 0 || !consonant,
                _ => true,
            };
            if (consonant && vowelBefore) measure++;
            vowelBefore = !consonant;
        }
        return measure;
    }

    private static bool EndsInDouble(ReadOnlySpan<char> word, int length) =>
        length >= 2 && word[length - 1] == word[length - 2] && IsConsonant(word, length - 1);

    /// <summary>Consonant, vowel, consonant at the end, the last not w, x or y.</summary>
    private static bool EndsShort(ReadOnlySpan<char> word, int length) =>
        length >= 3 && IsConsonant(word, length - 1) && !IsConsonant(word, length - 2) && IsConsonant(word, length - 3)
        && word[length - 1] is not ('w' or 'x' or 'y');
}
