using System.Text.Json;
using System.Text.Json.Serialization;

namespace Search.Engine;

/// <summary>The weights of <c>index/config/ranking.json</c>, where each is explained; the defaults here are the shipped values.</summary>
internal sealed record RankingOptions
{
    public const string FileName = "ranking.json";

    /// <summary>How soon further occurrences of a term stop to count, 0 to 10.</summary>
    public double Saturation { get; init; } = 0.6;

    /// <summary>Each text field's weight, 0 to 100.</summary>
    public FieldValues FieldWeights { get; init; } = new() { Kicker = 2, Headline = 8, Subhead = 2, Bylines = 1, Section = 0.5, Body = 1 };

    /// <summary>How much a field's length counts, 0 to 1.</summary>
    public FieldValues LengthNormalization { get; init; } = new() { Kicker = 0.4, Headline = 0.75, Subhead = 0.4, Bylines = 0.2, Section = 0.2, Body = 0.5 };

    public double WordWeight { get; init; } = 1;

    public double SingleCharacterWeight { get; init; } = 0.5;

    /// <summary>Pairs of characters inside a word of the query, shared out among them.</summary>
    public double InnerGramWeight { get; init; } = 0.7;

    /// <summary>A pair of characters in a run that the analyser does not know as a word.</summary>
    public double RunGramWeight { get; init; } = 0.8;

    /// <summary>A pair of characters across two words.</summary>
    public double JoiningGramWeight { get; init; } = 0.5;

    /// <summary>Whether pairs of characters are looked at.</summary>
    [JsonIgnore]
    public bool UsesGrams => InnerGramWeight + RunGramWeight + JoiningGramWeight > 0;

    public double FunctionWordWeight { get; init; } = 0.1;

    /// <summary>For a pair of characters across such a word and another.</summary>
    public double FunctionGramWeight { get; init; } = 0.7;

    public double LiteralWeight { get; init; } = 2;

    public double SegmentWeight { get; init; } = 1;

    public double SynonymWeight { get; init; } = 0.5;

    public double Coordination { get; init; } = 0.3;

    /// <summary>What the newest article gains, 0 to 10.</summary>
    public double RecencyWeight { get; init; } = 0.5;

    /// <summary>Days in which that halves, 0 to 36,500; 0 is off.</summary>
    public int RecencyHalfLifeDays { get; init; }

    /// <summary>What the words of the query gain that stand together in one passage.</summary>
    public double PassageWeight { get; init; } = 2.5;

    /// <summary>A passage's length in words, 2 to 1,000.</summary>
    public int PassageWindow { get; init; } = 30;

    /// <summary>What the characters of a word that an article lacks count in a passage, in shares of the word, 0 to 10.</summary>
    public double CharacterShare { get; init; } = 1;

    /// <summary>Best hits whose text is read for that, 0 to 1,000.</summary>
    public int CharacterHits { get; init; } = 10;

    /// <summary>What words gain that stand in the headline or at the beginning of the body.</summary>
    public double BeginningWeight { get; init; } = 1.2;

    /// <summary>Words after which that is half, 1 to 10,000.</summary>
    public int BeginningLength { get; init; } = 40;

    /// <summary>Best hits whose word positions are looked at, 0 to 10,000.</summary>
    public int RerankedHits { get; init; } = 100;

    /// <summary>What words at the beginning of a headline that has all of the query's words gain.</summary>
    public double HeadlineStartWeight { get; init; } = 0.8;

    /// <summary>What words gain that are whole parts of a headline.</summary>
    public double HeadlinePartWeight { get; init; } = 1;

    /// <summary>What an article gains that is of a date among the query's words, 0 to 100; half as much where it mentions it.</summary>
    public double DateWeight { get; init; } = 2;

    /// <exception cref="InvalidDataException">The file is malformed or a value is out of its range; the message names file and value.</exception>
    public static RankingOptions Load(string configDirectory)
    {
        string path = Path.Combine(configDirectory, FileName);
        try
        {
            RankingOptions options = JsonSerializer.Deserialize(File.ReadAllBytes(path), RankingJson.Default.RankingOptions)
                ?? throw new InvalidDataException($"{path} holds null");
            options.Validate(path);
            return options;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private void Validate(string path)
    {
        Check(Saturation, 0, 10, nameof(Saturation));
        foreach (TextField field in TextFields.All)
        {
            Check(FieldWeights[field], 0, 100, $"{nameof(FieldWeights)}.{field}");
            Check(LengthNormalization[field], 0, 1, $"{nameof(LengthNormalization)}.{field}");
        }
        Check(WordWeight, 0, 100, nameof(WordWeight));
        Check(SingleCharacterWeight, 0, 100, nameof(SingleCharacterWeight));
        Check(InnerGramWeight, 0, 100, nameof(InnerGramWeight));
        Check(RunGramWeight, 0, 100, nameof(RunGramWeight));
        Check(JoiningGramWeight, 0, 100, nameof(JoiningGramWeight));
        Check(FunctionWordWeight, 0, 100, nameof(FunctionWordWeight));
        Check(FunctionGramWeight, 0, 100, nameof(FunctionGramWeight));
        Check(LiteralWeight, 0, 100, nameof(LiteralWeight));
        Check(SegmentWeight, 0, 100, nameof(SegmentWeight));
        Check(SynonymWeight, 0, 100, nameof(SynonymWeight));
        Check(RecencyWeight, 0, 10, nameof(RecencyWeight));
        Check(RecencyHalfLifeDays, 0, 36_500, nameof(RecencyHalfLifeDays));
        Check(Coordination, 0, 10, nameof(Coordination));
        Check(PassageWeight, 0, 100, nameof(PassageWeight));
        Check(PassageWindow, 2, 1_000, nameof(PassageWindow));
        Check(CharacterShare, 0, 10, nameof(CharacterShare));
        Check(CharacterHits, 0, 1_000, nameof(CharacterHits));
        Check(BeginningWeight, 0, 100, nameof(BeginningWeight));
        Check(BeginningLength, 1, 10_000, nameof(BeginningLength));
        Check(RerankedHits, 0, 10_000, nameof(RerankedHits));
        Check(HeadlineStartWeight, 0, 100, nameof(HeadlineStartWeight));
        Check(HeadlinePartWeight, 0, 100, nameof(HeadlinePartWeight));
        Check(DateWeight, 0, 100, nameof(DateWeight));

        void Check(double value, double least, double most, string name)
        {
            if (!(value >= least && value <= most))
                throw new InvalidDataException($"{path}: {JsonNamingPolicy.CamelCase.ConvertName(name)} is {value}, it must be {least} to {most}");
        }
    }
}

/// <summary>A number for each text field.</summary>
internal sealed record FieldValues
{
    public required double Kicker { get; init; }

    public required double Headline { get; init; }

    public required double Subhead { get; init; }

    public required double Bylines { get; init; }

    public required double Section { get; init; }

    public required double Body { get; init; }

    [JsonIgnore]
    public double this[TextField field] => field switch
    {
        TextField.Kicker => Kicker,
        TextField.Headline => Headline,
        TextField.Subhead => Subhead,
        TextField.Bylines => Bylines,
        TextField.Section => Section,
        TextField.Body => Body,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RankingOptions))]
internal sealed partial class RankingJson : JsonSerializerContext;
