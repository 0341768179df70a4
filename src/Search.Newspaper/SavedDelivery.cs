namespace Search.Newspaper;

/// <summary>Files of a saved digital newspaper that make pages only together. Names are relative to the folder looked at, with /.</summary>
/// <param name="Lists">The lists of the pages, in name order; never empty.</param>
/// <param name="Listed">The files that they list and that are there.</param>
/// <param name="Pictures">Pictures and styles that any of them shows and that are there; one that several deliveries show is in the first.</param>
/// <param name="Missing">Articles that they list and that are not there.</param>
public sealed record SavedDelivery(IReadOnlyList<string> Lists, IReadOnlyList<string> Listed, IReadOnlyList<string> Pictures, IReadOnlyList<string> Missing);

/// <summary>What the HTML files and pictures of a folder are.</summary>
/// <param name="Deliveries">Those that belong together; no file is in two.</param>
/// <param name="NoArticles">HTML files that hold no article, so far as their names and contents tell: lists, and whatever is still being copied.</param>
public sealed record SavedFiles(IReadOnlyList<SavedDelivery> Deliveries, IReadOnlySet<string> NoArticles);
