using System.Text;
using System.Text.Json;

namespace Search.Cli.Output;

/// <summary>Where data goes: UTF-8 without a byte order mark, lines ended by one line feed, buffered.</summary>
internal static class StandardOutput
{
    public static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public static StreamWriter Open() => new(Console.OpenStandardOutput(), Utf8, 1 << 16) { NewLine = "\n" };

    /// <summary>Whether a person reads stdout and has not asked for plain text.</summary>
    public static bool IsColoured => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>One JSON value on a line.</summary>
    public static void WriteJsonLine(this TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = PlainJsonEncoder.Instance, SkipValidation = true })) write(writer);
        output.Write(Utf8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        output.Write('\n');
    }
}
