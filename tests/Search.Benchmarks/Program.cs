using Search.Benchmarks.Corpus;
using Search.Benchmarks.Finding;
using Search.Benchmarks.Indexing;
using Search.Benchmarks.Newspapers;
using Search.Benchmarks.Ranking;
using Search.Benchmarks.Readings;
using Search.Benchmarks.Searching;
using Search.Benchmarks.Serving;
using Search.Benchmarks.Tokens;

// One command a measurement; each prints lines in the same form as the reference's, so the two can be read side by side.
string[] rest = args.Length > 1 ? args[1..] : [];
switch (args.FirstOrDefault())
{
    case "tokens":
        return TokensCommand.Run(rest);
    case "dump-tokens":
        return DumpTokensCommand.Run(rest);
    case "convert-dictionary":
        return ConvertDictionaryCommand.Run(rest);
    case "convert-readings":
        return ConvertReadingsCommand.Run(rest);
    case "micro":
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(TokensMicroBenchmark).Assembly).Run(rest);
        return 0;
    case "index":
        return await IndexCommand.RunAsync(rest);
    case "puts":
        return await PutsCommand.RunAsync(rest);
    case "start":
        return await StartCommand.RunAsync(rest);
    case "reindex":
        return await ReindexCommand.RunAsync(rest);
    case "run":
        return await RunCommand.RunAsync(rest);
    case "score":
        return ScoreCommand.Run(rest);
    case "search":
        return await SearchCommand.RunAsync(rest);
    case "serve":
        return await ServeCommand.RunAsync(rest);
    case "calls":
        return await CallsCommand.RunAsync(rest);
    case "overload":
        return await OverloadCommand.RunAsync(rest);
    case "soak":
        return await SoakCommand.RunAsync(rest);
    case "pages":
        return PagesCommand.Run(rest);
    case "fit-headlines":
        return FitHeadlinesCommand.Run(rest);
    case "common-pairs":
        return CommonPairsCommand.Run(rest);
    case "recall":
        return await RecallCommand.RunAsync(rest);
    case "suggest":
        return await SuggestCommand.RunAsync(rest);
    case "generate":
        return GenerateCommand.Run(rest);
    case "slips":
        return await SlipsCommand.RunAsync(rest);
    case "aids":
        return await AidsCommand.RunAsync(rest);
    default:
        Console.Error.WriteLine("""
            tokens FILE ROUNDS [MODE]                        time the analysis of each line of FILE (MODE: smartcn, index, query, grams)
            dump-tokens MODE IN OUT                          write each line's tokens as term/start/end/positionIncrement
            index FILE.jsonl DIR THREADS                     from JSON lines to searchable, the durable log included
            puts FILE.jsonl DIR RATE SECONDS                 single puts at a fixed rate: until durable, until searchable
            start DIR QUERIES.txt                            from the start of the process to the first answer over what index built, and its memory
            reindex DIR QUERIES.txt QPS                      a bulk reindex of what index built, alone and beside queries at a fixed rate
            run DIR QUERIES.tsv OUT [CONFIG]                 a TREC run over what index built
            score QRELS RUN                                  nDCG@10, MRR@10, recall of a TREC run
            search DIR QUERIES.txt THREADS ROUNDS [highlight] [--default]   top 10 in process
            serve ADDRESS QUERIES.txt CLIENTS SECONDS [--rate N] [--no-highlight]   a running service over gRPC, closed then open loop
            calls DIR QUERIES.txt ROUNDS [--bare]            what a call through gRPC adds to full answers, in turns with searching in process
            overload [ARTICLES] [SECONDS]                    a service under up to ten times what it can do
            soak SECONDS DIR [QUERIES/s] [PUTS/s]            a service under mixed load for long: memory, files, segments over time
            recall FILE.jsonl DIR [COUNT] [SEED]             random pieces of what index built, against a plain search in the texts
            suggest DIR [COUNT]                              new words in what index built, with the time to find them
            generate COUNT SEED OUT.jsonl [CHARACTERS]       made-up news from the dictionary's words and pairs, and queries beside it
            aids ARTICLES DIR                                suggestions, corrections, facets, similar articles, export over generated articles
            slips DIR QUERIES.txt [SEED] [SHOWN]             right queries that get corrections, and slips of words and characters that are corrected
            micro [--filter *]                               micro-benchmarks with their allocations
            convert-dictionary WORDS.tsv PAIRS.tsv OUT.dict  make the SmartCn dictionary from text tables
            convert-readings UNIHAN_DIR WORDS.tsv LIB DICT OUT_DIR  make readings and shapes (index/dictionaries/README.md says from what)
            pages PATH ROUNDS                                read all newspaper files below PATH, in memory, one thread
            fit-headlines DIR GOLD.jsonl WEIGHTS.tsv [PULL]  fit the weights of headline divisions to labelled pages
            common-pairs WORDS.tsv OUT.txt                   the common pairs of characters that headline divisions disregard
            """);
        return 2;
}
