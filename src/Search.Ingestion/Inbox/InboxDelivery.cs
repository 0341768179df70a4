using Search.Newspaper;

namespace Search.Ingestion.Inbox;

/// <summary>What is fed and then moved as one: a file, or the files of a saved digital newspaper that make pages only together.</summary>
/// <param name="Name">The file, or the first list; relative to the inbox.</param>
/// <param name="Files">All files as they were when they counted as complete. <paramref name="Name"/> comes last, after other lists, and those after the articles: while a file of it is
/// still in the inbox so is its list, and whoever begins again finds the rest by it.</param>
/// <param name="Saved">How the files belong together; null for a file that stands alone.</param>
internal sealed record InboxDelivery(string Name, IReadOnlyList<(string Name, FileState State)> Files, SavedDelivery? Saved);
