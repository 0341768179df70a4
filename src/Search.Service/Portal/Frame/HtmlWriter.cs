using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Search.Service.Mapping;

namespace Search.Service.Portal;

/// <summary>
/// Writes HTML from interpolated strings: what stands in the source is markup, what stands in a hole is text and is escaped. No
/// overload takes markup from a variable, so forgetting to escape is not possible; attributes are always quoted.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder html = new(16 * 1024);

    public HtmlWriter Write([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        return this;
    }

    public override string ToString() => html.ToString();

    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly HtmlWriter writer;

        public Markup(int literalLength, int formattedCount, HtmlWriter writer)
        {
            this.writer = writer;
            writer.html.EnsureCapacity(writer.html.Length + literalLength + (16 * formattedCount));
        }

        public void AppendLiteral(string markup) => writer.html.Append(markup);

        public void AppendFormatted(string? text) => HtmlText.AppendEscaped(writer.html, text);

        public void AppendFormatted(long number) => writer.html.Append(number.ToString("N0", CultureInfo.InvariantCulture));

        /// <summary>Without grouping, for attributes.</summary>
        public void AppendFormatted(long number, string format) => HtmlText.AppendEscaped(writer.html, number.ToString(format, CultureInfo.InvariantCulture));

        public void AppendFormatted(double number, string format) => HtmlText.AppendEscaped(writer.html, number.ToString(format, CultureInfo.InvariantCulture));

        /// <summary>A part that writes itself, by the same rules.</summary>
        public void AppendFormatted(Action<HtmlWriter> part) => part(writer);
    }
}
