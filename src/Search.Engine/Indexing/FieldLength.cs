namespace Search.Engine;

/// <summary>
/// A field's length in tokens as one byte, as Lucene keeps it in a norm: exact up to 32, then in steps of 5 % (Lucene's own
/// encoding has steps of 25 %, which makes articles of clearly different length equal).
/// </summary>
internal static class FieldLength
{
    private const int Exact = 32;
    private const double Step = 1.05;

    private static readonly float[] Lengths = BuildLengths();

    public static byte Encode(int length)
    {
        if (length <= Exact)
            return (byte)Math.Max(length, 0);
        double code = Exact + Math.Round(Math.Log((double)length / Exact, Step));
        return (byte)Math.Min(code, byte.MaxValue);
    }

    public static float Decode(byte code) => Lengths[code];

    private static float[] BuildLengths()
    {
        float[] lengths = new float[256];
        for (int code = 0; code < lengths.Length; code++)
            lengths[code] = code <= Exact ? code : (float)(Exact * Math.Pow(Step, code - Exact));
        return lengths;
    }
}
