namespace Search.EndToEnd.Tests.Processes;

/// <summary>
/// A word that stands for a number and that analysis leaves alone: letters only (digits would be cut off as words of their own),
/// without a vowel (so that no stemmer takes an ending off), of one length (so that none is a part of another).
/// </summary>
internal static class Marker
{
    private const string Digits = "bcdfghjkmp";

    public static string Of(int number) => "zx" + string.Concat(number.ToString("D7", System.Globalization.CultureInfo.InvariantCulture).Select(d => Digits[d - '0'])) + "xz";
}
