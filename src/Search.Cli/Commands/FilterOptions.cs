using System.CommandLine;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary>The options that narrow a search, the same for every command that takes a query.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> newspaper = Repeated("--newspaper", "Only this newspaper; may be repeated.", "NAME");
    private readonly Option<string[]> issue = Repeated("--issue", "Only this issue; may be repeated.", "NEWSPAPER/DATE");
    private readonly Option<string[]> section = Repeated("--section", "Only pages of this section name; may be repeated.", "NAME");
    private readonly Option<string[]> page = Repeated("--page", "Only this page; may be repeated.", "LABEL");
    private readonly Option<string[]> reporter = Repeated("--reporter", "Only articles with this person in the bylines; may be repeated.", "NAME");
    private readonly Option<string?> from = CommandOptions.Date("--from", "First date, yyyy-MM-dd.");
    private readonly Option<string?> to = CommandOptions.Date("--to", "Last date, yyyy-MM-dd.");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[newspaper, issue, section, page, reporter, from, to]) command.Options.Add(option);
    }

    public SearchFilters Read(ParseResult parsed)
    {
        SearchFilters filters = new() { DateFrom = parsed.GetValue(from) ?? "", DateTo = parsed.GetValue(to) ?? "" };
        filters.Newspapers.AddRange(parsed.GetValue(newspaper) ?? []);
        filters.Issues.AddRange(parsed.GetValue(issue) ?? []);
        filters.Sections.AddRange(parsed.GetValue(section) ?? []);
        filters.Pages.AddRange(parsed.GetValue(page) ?? []);
        filters.Reporters.AddRange(parsed.GetValue(reporter) ?? []);
        return filters;
    }

    private static Option<string[]> Repeated(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
