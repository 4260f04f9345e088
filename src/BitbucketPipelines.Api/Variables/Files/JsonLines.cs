namespace BitbucketPipelines.Api.Variables;

/// <summary>Computes line numbers of increasing positions in a text.</summary>
internal sealed class JsonLines(byte[] bytes)
{
    private int _counted;
    private int _line = 1;

    /// <summary>The line number of a position, from 1. Positions must not decrease between calls.</summary>
    public int At(long position)
    {
        for (; _counted < position; _counted++)
        {
            _line += bytes[_counted] == (byte)'\n' ? 1 : 0;
        }

        return _line;
    }
}
