namespace BitbucketPipelines.Api.Variables;

/// <summary>Tells the line of a position in a text that is read from its beginning to its end.</summary>
internal sealed class JsonLines(byte[] bytes)
{
    private int _counted;
    private int _line = 1;

    public int At(long position)
    {
        for (; _counted < position; _counted++)
        {
            _line += bytes[_counted] == (byte)'\n' ? 1 : 0;
        }

        return _line;
    }
}
