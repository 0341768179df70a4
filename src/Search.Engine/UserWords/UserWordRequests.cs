namespace Search.Engine;

/// <summary>A word of the user dictionary.</summary>
/// <param name="Runtime">Whether it was put at run time; else it stands in a dictionary file.</param>
/// <param name="Sequence">The log sequence it was put with; 0 for one of a file.</param>
public sealed record UserDictionaryWord(string Word, bool Runtime, long Sequence);

/// <summary>The user words and the articles they concern.</summary>
/// <param name="WordCount">Words in force.</param>
/// <param name="AppliedSequence">The last change that every article reflects, as searches see it.</param>
/// <param name="HeadSequence">The last change.</param>
/// <param name="ArticlesPending">Articles still to be analysed again, at least 1 while they are being looked for.</param>
/// <param name="ArticlesReanalyzed">Articles analysed again since the live generation was opened.</param>
public readonly record struct UserWordStatus(long WordCount, long AppliedSequence, long HeadSequence, long ArticlesPending, long ArticlesReanalyzed);
