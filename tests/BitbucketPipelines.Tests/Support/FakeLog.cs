using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Tests;

/// <summary>A log on the server, which can grow, break, and support ranges or not.</summary>
internal sealed class FakeLog(string text = "")
{
    public byte[] Content { get; set; } = Encoding.UTF8.GetBytes(text);

    /// <summary>Whether the server answers with 404, because the step has not started or never ran.</summary>
    public bool Missing { get; set; }

    public bool IgnoresRange { get; set; }

    /// <summary>The number of bytes after which each of the next responses breaks; null for a complete response.</summary>
    public Queue<int?> Breaks { get; } = new();

    /// <summary>How the connection ends at a break.</summary>
    public StubStream.End BreaksAs { get; set; } = StubStream.End.Broken;

    public Respond Answer => (request, token) => Choose(request)(request, token);

    public void Append(string more) => Content = [.. Content, .. Encoding.UTF8.GetBytes(more)];

    private Respond Choose(StubRequest request)
    {
        if (Missing)
        {
            return Tests.Answer.Error(404, "Not found", "Log in step {x} does not exist.");
        }

        Match range = Regex.Match(request.Range ?? "", @"^bytes=(\d*)-(\d*)$");
        if (IgnoresRange || !range.Success)
        {
            return Send(0, 200);
        }

        int length = Content.Length;
        long from = range.Groups[1].Length == 0
            ? Math.Max(0, length - long.Parse(range.Groups[2].Value, CultureInfo.InvariantCulture))
            : long.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture);
        return from >= length
            ? Tests.Answer.Text("<Error><Code>InvalidRange</Code></Error>", "application/xml", 416, $"Content-Range: bytes */{length}")
            : Send((int)from, 206, $"Content-Range: bytes {from}-{length - 1}/{length}");
    }

    private Respond Send(int from, int status, params string[] headers)
    {
        byte[] body = Content[from..];
        return Breaks.TryDequeue(out int? after) && after is { } count
            ? Tests.Answer.Stream(body[..Math.Min(count, body.Length)], BreaksAs, status: status, headers: headers)
            : Tests.Answer.Bytes(body, status: status, headers: headers);
    }
}
