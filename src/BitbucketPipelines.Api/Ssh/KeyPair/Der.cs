namespace BitbucketPipelines.Api.Ssh;

/// <summary>Reads the part of ASN.1 DER that private keys need.</summary>
internal sealed class Der(byte[] bytes)
{
    public const byte Integer = 0x02;
    public const byte BitString = 0x03;
    public const byte OctetString = 0x04;
    public const byte ObjectId = 0x06;
    public const byte Sequence = 0x30;
    public const byte Context0 = 0xA0;
    public const byte Context1 = 0xA1;

    private int _at;

    /// <summary>The tag of the next item; 0 at the end.</summary>
    public byte Next => _at < bytes.Length ? bytes[_at] : (byte)0;

    /// <summary>The content of the next item, which must have the tag.</summary>
    public byte[] Read(byte tag)
    {
        if (Next != tag || _at + 1 >= bytes.Length)
        {
            throw new FormatException("The key does not have the format that its header specifies.");
        }

        int length = bytes[_at + 1];
        _at += 2;
        if (length >= 0x80)
        {
            int count = length & 0x7F;
            if (count is 0 or > 3 || _at + count > bytes.Length)
            {
                throw new FormatException("The key does not have the format that its header specifies.");
            }

            length = 0;
            for (int i = 0; i < count; i++)
            {
                length = (length << 8) | bytes[_at++];
            }
        }

        if (length > bytes.Length - _at)
        {
            throw new FormatException("The key ends too early.");
        }

        byte[] content = new byte[length];
        Array.Copy(bytes, _at, content, 0, length);
        _at += length;
        return content;
    }

    /// <summary>A reader for the content of the next item, which must have the tag.</summary>
    public Der Enter(byte tag) => new(Read(tag));

    /// <summary>Skips the next item.</summary>
    public void Skip() => Read(Next);
}
