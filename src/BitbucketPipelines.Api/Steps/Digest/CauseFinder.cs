namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Ranks the likely errors of a log. The script of a step stops at the first command that fails, so errors in commands before the last one
/// count less, as do those after which something was tried again, and those that the compared log has, too.
/// </summary>
/// <param name="survey">The log.</param>
internal sealed class CauseFinder(LogSurvey survey)
{
    /// <summary>An error that came first is the cause if it is nearly as likely as the likeliest one.</summary>
    private const int NearlyAsLikely = 12;

    /// <summary>Lines with less speak of errors by the way, such as of a log level or of something that was expected.</summary>
    private const int LeastLikely = 35;

    /// <summary>The lines after a heading, such as the name of a test, in which it is said what the error is.</summary>
    private const int UnderHeading = 15;

    private readonly List<LogSection> _sections = survey.Sections;

    /// <summary>The command that failed: the last one with an error, since the script stops there.</summary>
    public LogSection? FailingSection
    {
        get
        {
            List<LogSection> script = _sections.FindAll(s => s.Kind != LogSectionKind.Teardown);
            return script.FindLast(HasError) ?? (script.Count > 0 ? script[script.Count - 1] : null);
        }
    }

    /// <summary>All likely errors, in order, once they are ranked.</summary>
    public List<ErrorLine> Errors =>
        [.. _sections.SelectMany(s => s.Errors).Where(e => e.Rank >= 0).OrderBy(e => e.Number)];

    /// <summary>Ranks the errors and returns the first real one; null when no line looks like one.</summary>
    public ErrorLine? Find()
    {
        MarkAfterScript();
        LogSection? failing = FailingSection;
        foreach (LogSection section in _sections)
        {
            foreach (ErrorLine error in section.Errors)
            {
                error.Rank = error.Score - error.Doubt - (survey.IsCompared && !error.IsNew ? 60 : 0)
                    - (IsPast(section, failing, error) ? 45 : 0) - Often(error.Key);
            }
        }

        // With a line that only this log has, one that the other log has as well is not the cause. What follows the script does not end it.
        var after = new HashSet<ErrorLine>(
            _sections.FindAll(s => s.Kind == LogSectionKind.Teardown).SelectMany(s => s.Errors).Where(e => e.Score < ErrorScore.Fatal));
        List<ErrorLine> errors = Errors.FindAll(e => e.Score >= LeastLikely && (e.IsNew || survey.NewCount == 0) && !after.Contains(e));
        if (errors.Count == 0)
        {
            return null;
        }

        int top = errors.Max(e => e.Rank);
        List<ErrorLine> likely = errors.FindAll(e => e.Rank >= top - NearlyAsLikely);
        ErrorLine first = likely[0];
        return ErrorScore.IsHeading(first.Text)
            ? likely.Find(e => e.Number <= first.Number + UnderHeading && !ErrorScore.IsHeading(e.Text))
                ?? (first.Text.Contains("Traceback (most recent") ? likely.Find(e => !ErrorScore.IsHeading(e.Text)) : null) ?? first
            : first;
    }

    /// <summary>
    /// Commands behind the last one that the script is known to have are those of an after-script, unless nothing before them went wrong:
    /// then they may be what a command of the script shows of itself.
    /// </summary>
    private void MarkAfterScript()
    {
        int last = _sections.FindLastIndex(s => s.IsInScript);
        if (last >= 0 && _sections.Take(last + 1).Any(s => s.IsInScript && HasError(s)))
        {
            foreach (LogSection section in _sections.Skip(last + 1).Where(s => s.Kind == LogSectionKind.Command))
            {
                section.Kind = LogSectionKind.Teardown;
                survey.EndScript();
            }
        }
    }

    private bool HasError(LogSection section) =>
        section.Errors.Any(e => e.Score - e.Doubt >= ErrorScore.Likely && (!survey.IsCompared || e.IsNew));

    /// <summary>What occurs again and again is noise rather than the cause.</summary>
    private int Often(ulong key) => survey.CountOf(key) switch
    {
        < 4 => 0,
        < 10 => 8,
        < 30 => 16,
        < 100 => 24,
        _ => 32,
    };

    /// <summary>Whether the script went on after an error, or had ended before it.</summary>
    private static bool IsPast(LogSection section, LogSection? failing, ErrorLine error) => section.Kind == LogSectionKind.Teardown
        ? error.Score < ErrorScore.Fatal
        : failing is not null && section.First < failing.First;
}
