using System.Globalization;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Folds runs of similar lines: those that differ in numbers and hashes only, frames of a stack trace, and lines that begin with the same
/// word, such as downloads. The first line of a run stays, and a note says how many others there were.
/// </summary>
/// <param name="add">Receives the lines and notes, in order.</param>
internal sealed class LineFolder(Action<DigestItem> add)
{
    private const int LeastAlike = 3;
    private const int LeastOfKind = 5;

    private static readonly Regex s_frame = new(
        @"^\s+(?:at |from |File ""|in |#\d+ |\.\.\. \d+ (?:more|common)|\d+: +0x)|^\s+.*:\d+:in [`']", RegexOptions.CultureInvariant);

    private readonly List<DigestItem> _run = [];
    private string _key = "";
    private string _kind = "";
    private bool _isAlike;
    private long _last;
    private int _count;

    /// <summary>Adds a line.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="text">The clean line.</param>
    /// <param name="score">How likely it is an error.</param>
    public void Add(long number, string text, int score)
    {
        string key = LineKey.Of(text);
        string kind = KindOf(text, score);
        bool follows = _count > 0 && number == _last + 1 && text.Length > 0;
        bool isAlike = follows && key == _key;
        bool isOfKind = follows && kind.Length > 0 && kind == _kind;
        if (_count > 1 ? (_isAlike ? isAlike : isOfKind) : isAlike || isOfKind)
        {
            _isAlike = _count > 1 ? _isAlike : isAlike && !isOfKind;
            _count++;
            _last = number;
            if (_run.Count < LeastOfKind)
            {
                _run.Add(new(number, number, text));
            }

            return;
        }

        Finish();
        _run.Add(new(number, number, text));
        (_key, _kind, _last, _count, _isAlike) = (key, kind, number, 1, false);
    }

    /// <summary>Passes on what is left.</summary>
    public void Finish()
    {
        if (_count >= (_isAlike ? LeastAlike : LeastOfKind))
        {
            add(_run[0]);
            string count = (_count - 1).ToString("N0", CultureInfo.InvariantCulture);
            add(new(_run[0].Last + 1, _last, $"[... {count} similar lines ...]"));
        }
        else
        {
            _run.ForEach(add);
        }

        _run.Clear();
        _count = 0;
    }

    /// <summary>What the line is one of many of; empty for a line that stands for itself.</summary>
    private static string KindOf(string text, int score)
    {
        if (s_frame.IsMatch(text))
        {
            return "frame";
        }

        if (score >= ErrorScore.Least || text.Length == 0)
        {
            return "";
        }

        int start = text.Length - text.TrimStart().Length;
        int end = text.IndexOf(' ', start);
        return end < 0 || end - start < 3 ? start < 2 || end < 0 ? "" : Words(text, start) : Words(text, start);
    }

    private static string Words(string text, int start)
    {
        int end = text.IndexOf(' ', start);
        return new string(' ', Math.Min(start, 20)) + LineKey.Of(text.Substring(start, end - start)) + "\n";
    }
}
