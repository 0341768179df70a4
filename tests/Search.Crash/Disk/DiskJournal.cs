using System.Text;

namespace Search.Crash.Disk;

/// <summary>What a process did to one file, as <c>disk.c</c> recorded it.</summary>
/// <param name="Kind">W write, T truncate, S flush (of a file or folder), C create, R rename, U remove, M make a folder.</param>
/// <param name="Path">Below the recorded folder; empty for the folder itself.</param>
/// <param name="Offset">Of a write; the new size of a truncation.</param>
/// <param name="Data">Of a write; the new path of a rename.</param>
internal sealed record DiskOperation(char Kind, string Path, long Offset, byte[] Data)
{
    public static List<DiskOperation> Read(string journal, string root)
    {
        using BinaryReader reader = new(File.OpenRead(journal));
        List<DiskOperation> operations = [];
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            char kind = (char)reader.ReadByte();
            string path = Below(Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32())), root);
            long offset = reader.ReadInt64();
            byte[] data = reader.ReadBytes(reader.ReadInt32());
            if (kind == 'R') data = Encoding.UTF8.GetBytes(Below(Encoding.UTF8.GetString(data), root));
            operations.Add(new DiskOperation(kind, path, offset, data));
        }

        return operations;
    }

    private static string Below(string path, string root) => path.Length <= root.Length ? "" : path[(root.Length + 1)..].Replace(" (deleted)", "", StringComparison.Ordinal);
}
