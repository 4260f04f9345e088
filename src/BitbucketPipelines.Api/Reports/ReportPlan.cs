using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Reports;

/// <summary>What is sent for a report. It depends only on the findings, so that the same findings give the same ids.</summary>
internal sealed class ReportPlan
{
    /// <summary>The most annotations that a report can have.</summary>
    public const int MostAnnotations = 1000;

    private readonly FindingSet[] _sets;
    private readonly Finding[] _findings;

    /// <summary>Plans a report.</summary>
    /// <param name="id">The id.</param>
    /// <param name="title">The title.</param>
    /// <param name="sets">What was found.</param>
    /// <param name="failOn">The lowest severity with which the report fails; null for none.</param>
    /// <param name="paths">Finds the paths in the repository.</param>
    public ReportPlan(string id, string title, IEnumerable<FindingSet> sets, FindingSeverity? failOn, RepositoryPaths paths)
    {
        Id = id;
        _sets = [.. sets];
        _findings = [.. _sets.SelectMany(s => s.Findings)];
        Annotations = Annotate(_findings, paths);
        bool isFailed = _sets.Any(s => s.IsIncomplete) || (failOn is { } least && _findings.Any(f => f.Severity >= least));
        Body = new ReportBody
        {
            Title = ReportText.Line(title, ReportText.LongestTitle),
            Details = ReportText.Lines(Describe(), ReportText.LongestDetails),
            ReportType = _sets.Length > 0 && _sets.All(s => s.IsTests) ? "TEST"
                : _findings.Any(f => f.Kind == FindingKind.Vulnerability) ? "SECURITY" : "BUG",
            Reporter = _sets.Select(s => s.Tool).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) is { } tool
                ? ReportText.Line(tool, ReportText.LongestTitle) : "BitbucketPipelines",
            Result = isFailed ? "FAILED" : "PASSED",
            Data = [.. Data().Take(10)],
        };
    }

    public string Id { get; }

    public ReportBody Body { get; }

    /// <summary>The annotations, the most severe first: at most 1,000.</summary>
    public ReportAnnotation[] Annotations { get; }

    /// <summary>The number of findings.</summary>
    public int Total => _findings.Length;

    /// <summary>The number of findings that the input marks as suppressed.</summary>
    public long Suppressed => _sets.Sum(s => s.Suppressed);

    /// <summary>The number of findings of a severity.</summary>
    public int Count(FindingSeverity severity) => _findings.Count(f => f.Severity == severity);

    /// <summary>The id of a report that has this title: the same for the same title, and another one for another title.</summary>
    public static string IdOf(string title)
    {
        string text = title.Trim();
        var slug = new StringBuilder("bb-");
        foreach (char c in text.ToLowerInvariant())
        {
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
            {
                slug.Append(c);
            }
            else if (slug[slug.Length - 1] != '-')
            {
                slug.Append('-');
            }
        }

        slug.Length = Math.Min(slug.Length, 40);
        return $"{slug.ToString().TrimEnd('-')}-{Hash(text).Substring(0, 8)}";
    }

    /// <summary>The first 128 bits of a SHA-256 hash, in hexadecimal digits.</summary>
    public static string Hash(string text)
    {
#pragma warning disable CA1850 // HashData is missing in netstandard2.0
        using var sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA1850
        return string.Concat(hash.Take(16).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static ReportAnnotation[] Annotate(Finding[] findings, RepositoryPaths paths)
    {
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        (Finding Finding, string? Path)[] ordered =
        [
            .. findings.Select(f => (Finding: f, Path: PathOf(f.Path)))
                .OrderByDescending(f => f.Finding.Severity).ThenBy(f => f.Path, StringComparer.Ordinal)
                .ThenBy(f => f.Finding.Line ?? 0).ThenBy(f => f.Finding.Rule, StringComparer.Ordinal)
                .ThenBy(f => f.Finding.Message, StringComparer.Ordinal).ThenBy(f => f.Finding.Details, StringComparer.Ordinal)
                .Take(MostAnnotations),
        ];
        return [.. ordered.Select(f => ToAnnotation(f.Finding, f.Path))];

        string? PathOf(string? path)
        {
            if (path is null)
            {
                return null;
            }

            if (!found.TryGetValue(path, out string? known))
            {
                known = paths.Find(path);
                found[path] = known;
            }

            return known;
        }

        ReportAnnotation ToAnnotation(Finding finding, string? path)
        {
            string key = string.Join("\0", finding.Rule, path ?? finding.Path, finding.Line, finding.Message);
            seen[key] = seen.TryGetValue(key, out int count) ? count + 1 : 1;
            string? details = path is null && !string.IsNullOrWhiteSpace(finding.Path)
                ? $"File: {finding.Path}{(finding.Line is { } line ? $", line {line}" : "")}\n{finding.Details}" : finding.Details;
            string summary = ReportText.Line(finding.Message, ReportText.LongestSummary);
            return new ReportAnnotation
            {
                // Of findings that are the same in all of this, each has a number.
                ExternalId = $"bb-{Hash($"{key}\0{seen[key]}")}",
                Title = string.IsNullOrWhiteSpace(finding.Rule) ? null : ReportText.Line(finding.Rule!, ReportText.LongestTitle),
                AnnotationType = finding.Kind switch
                {
                    FindingKind.Vulnerability => "VULNERABILITY",
                    FindingKind.Bug => "BUG",
                    _ => "CODE_SMELL",
                },
                Summary = summary.Length > 0 ? summary : "(no message)",
                Details = string.IsNullOrWhiteSpace(details) ? null : ReportText.Lines(details!, ReportText.LongestDetails),
                Result = "FAILED",
                Severity = Severities.Word(finding.Severity),
                Path = path,
                Line = path is null ? null : finding.Line,
                Link = Uri.TryCreate(finding.Link, UriKind.Absolute, out Uri? link) && link.Scheme is "https" or "http"
                    && link.AbsoluteUri.Length <= 1000 ? link.AbsoluteUri : null,
            };
        }
    }

    private string Describe()
    {
        var words = new StringBuilder();
        if (_sets.Any(s => s.IsTests))
        {
            words.Append(Counted.Of(_sets.Sum(s => s.Tests), "test")).Append(" run. ");
        }

        string what = _sets.Length > 0 && _sets.All(s => s.IsTests) ? "failure" : "finding";
        words.Append(_findings.Length == 0 ? $"No {what}s." : $"{Counted.Of(_findings.Length, what)}: {Counts()}.");
        if (Annotations.Length < _findings.Length)
        {
            words.Append(FormattableString.Invariant(
                $" The {Annotations.Length:N0} most severe of {_findings.Length:N0} {what}s are shown."));
        }

        if (Suppressed > 0)
        {
            words.Append(FormattableString.Invariant($" {Suppressed:N0} suppressed."));
        }

        if (_sets.Any(s => s.IsIncomplete))
        {
            words.Append(" The tool did not do all of its work, so there may be more.");
        }

        return words.ToString();

        string Counts() => string.Join(", ", new[]
        {
            FindingSeverity.Critical, FindingSeverity.High, FindingSeverity.Medium, FindingSeverity.Low,
        }.Where(s => Count(s) > 0).Select(s => FormattableString.Invariant(
            $"{Count(s):N0} {Severities.Word(s).ToLowerInvariant()}")));
    }

    private IEnumerable<ReportData> Data()
    {
        bool isTests = _sets.Any(s => s.IsTests);
        if (isTests)
        {
            yield return new ReportData { Title = "Tests", Value = _sets.Sum(s => s.Tests) };
            yield return new ReportData { Title = "Skipped tests", Value = _sets.Sum(s => s.SkippedTests) };
        }

        yield return new ReportData { Title = isTests && _sets.All(s => s.IsTests) ? "Failures" : "Findings", Value = _findings.Length };
        foreach (FindingSeverity severity in
            new[] { FindingSeverity.Critical, FindingSeverity.High, FindingSeverity.Medium, FindingSeverity.Low })
        {
            if (!isTests && Count(severity) is > 0 and int count)
            {
                yield return new ReportData { Title = severity.ToString(), Value = count };
            }
        }

        if (Annotations.Length < _findings.Length)
        {
            yield return new ReportData { Title = "Shown", Value = Annotations.Length };
        }
    }
}
