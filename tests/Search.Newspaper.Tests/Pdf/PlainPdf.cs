using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Search.Newspaper.Tests.Pdf;

/// <summary>Small files written by hand, nothing packed, so that a mutated byte reaches every part of a reader.</summary>
internal static class PlainPdf
{
    /// <param name="pages">Each page's lines; the first is set large.</param>
    public static byte[] Of(params string[][] pages)
    {
        var objects = new List<string> { "<< /Type /Catalog /Pages 2 0 R >>" };
        objects.Add($"<< /Type /Pages /Count {pages.Length} /Kids [{string.Join(' ', pages.Select((_, i) => $"{6 + 2 * i} 0 R"))}] >>");
        objects.Add("<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>");
        objects.Add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >> >>");
        var used = pages.SelectMany(p => p).SelectMany(l => l).Distinct().Order().ToList();
        objects.Add(Stream($"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange {used.Count} beginbfchar\n{string.Join('\n', used.Select(c => $"<{(int)c:X4}> <{(int)c:X4}>"))}\nendbfchar endcmap end end"));
        for (int p = 0; p < pages.Length; p++)
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Resources << /Font << /F 3 0 R >> >> /Contents {7 + 2 * p} 0 R >>");
            objects.Add(Stream(string.Join('\n', pages[p].Select((line, i) => string.Create(CultureInfo.InvariantCulture, $"BT /F {(i == 0 ? 22 : 12)} Tf 1 0 0 1 20 {250 - 22 * i} Tm <{string.Concat(line.Select(c => $"{(int)c:X4}"))}> Tj ET")))));
        }
        var file = new StringBuilder("%PDF-1.7\n");
        var offsets = new List<int>();
        for (int i = 0; i < objects.Count; i++)
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        int xref = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (int offset in offsets) file.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    /// <summary>A zip whose members are not compressed.</summary>
    public static byte[] Stored(params (string Name, string Text)[] members)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in members)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }

    private static string Stream(string content) => $"<< /Length {content.Length} >>\nstream\n{content}\nendstream";
}
