using System.Text;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>Reads and writes the binary format of SSH (RFC 4251): each item is preceded by its length.</summary>
internal sealed class SshBlob(byte[] bytes)
{
    private int _at;

    /// <summary>The number of bytes left.</summary>
    public int Left => bytes.Length - _at;

    public static byte[] Write(params byte[][] items)
    {
        var all = new List<byte>();
        foreach (byte[] item in items)
        {
            int length = item.Length;
            all.AddRange([(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
            all.AddRange(item);
        }

        return [.. all];
    }

    /// <summary>An integer in SSH format: no leading zeros, except one before a set first bit.</summary>
    public static byte[] Number(byte[] bigEndian)
    {
        int skip = 0;
        while (skip < bigEndian.Length && bigEndian[skip] == 0)
        {
            skip++;
        }

        byte[] bare = [.. bigEndian.Skip(skip)];
        return bare.Length > 0 && bare[0] >= 0x80 ? [0, .. bare] : bare;
    }

    public static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    public uint ReadUInt32()
    {
        byte[] four = Take(4);
        return ((uint)four[0] << 24) | ((uint)four[1] << 16) | ((uint)four[2] << 8) | four[3];
    }

    public byte[] ReadBytes()
    {
        uint length = ReadUInt32();
        return length > Left ? throw new FormatException("The key ends too early.") : Take((int)length);
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    public byte[] Take(int count)
    {
        if (count > Left)
        {
            throw new FormatException("The key ends too early.");
        }

        byte[] taken = new byte[count];
        Array.Copy(bytes, _at, taken, 0, count);
        _at += count;
        return taken;
    }
}
