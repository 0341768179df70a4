using System.Globalization;
using System.Text;

namespace Search.Benchmarks.Serving;

/// <summary>The curves of a soak one above the other, as SVG: each from zero to its highest value.</summary>
internal static class SoakPicture
{
    private const int Width = 760, Left = 60, Top = 24, Height = 70, Gap = 34;

    public static string Draw(IReadOnlyList<SoakSample> samples)
    {
        int whole = Top + (SoakSample.Curves.Count * (Height + Gap));
        double last = Math.Max(samples[^1].Seconds, 1);
        StringBuilder svg = new();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 20} {whole}" font-family="sans-serif" font-size="12">""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="#fff"/>""");
        for (int i = 0; i < SoakSample.Curves.Count; i++)
        {
            (string name, Func<SoakSample, double> of) = SoakSample.Curves[i];
            double most = Math.Max(samples.Max(of), 1);
            int top = Top + (i * (Height + Gap));
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="{top - 6}">{name}</text><text x="{Left - 6}" y="{top + 10}" text-anchor="end">{most:0.#}</text><text x="{Left - 6}" y="{top + Height}" text-anchor="end">0</text>""");
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<path d="M{Left} {top}V{top + Height}H{Left + Width}" fill="none" stroke="#999"/>""");
            svg.Append("<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.5\" points=\"");
            foreach (SoakSample sample in samples)
                svg.Append(CultureInfo.InvariantCulture, $"{Left + (Width * sample.Seconds / last):F1},{top + (Height * (1 - (of(sample) / most))):F1} ");
            svg.AppendLine("\"/>");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left + Width}" y="{whole - 10}" text-anchor="end">0 to {last / 60:0.#} minutes</text>""");
        return svg.AppendLine("</svg>").ToString();
    }
}
