using System.Globalization;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// How likely it is that a line of a log says why a step failed: what it looks like (<see cref="ErrorShapes"/>), less what tells that it
/// means nothing.
/// </summary>
internal static class ErrorScore
{
    /// <summary>Lines with less are not candidates.</summary>
    public const int Least = 25;

    /// <summary>Lines with as much look like an error by themselves.</summary>
    public const int Likely = 55;

    /// <summary>The step was ended from outside, or the process died.</summary>
    public const int Fatal = 100;

    /// <summary>A line that only repeats that something failed before.</summary>
    public const int Aftermath = 45;

    private const RegexOptions Quick = RegexOptions.CultureInvariant | RegexOptions.Compiled;
    private const RegexOptions AnyCase = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly Regex s_passed = new(
        @"^HEAD is now at |^\W*(?:✓|✔|√|✅|ok\b(?! to)|PASS(?:ED)?\b|--- PASS|--- SKIP)|\(0 errors?, \d+ warnings?\)"
            + @"|(?:\.\.\.\s*ok|\bPASSED\b(?:\s*\[.*\])?|\bok|✓"
            + @"|✔|: OK|\|\s*PASS\s*\|)$"
            + @"|^\s*Passed ",
        Quick);

    /// <summary>
    /// What images, package managers and browsers write in good runs, too, since a container has no terminal, no init system and no bus.
    /// </summary>
    private static readonly Regex s_chatter = new(
        @"^Unable to find image '.*' locally|\bdebconf: |^dpkg-preconfigure: |^invoke-rc\.d: |policy-rc\.d|^(?:mesg|stty|tput): "
            + @"|Inappropriate ioctl for device|no job control in this shell|[Ss]etting locale failed"
            + @"|^\S+\.\w+:\d+: in <?\w+>?$"
            + @"|^\[\d+:\d+(?::\d+)?/[\d.]+:(?:ERROR|WARNING|INFO):\w+\.cc[:(]",
        Quick);

    /// <summary>What marks a test as failed or as passed, and how long it took.</summary>
    private static readonly Regex s_mark = new(
        @"^\W*(?:(?:not )?ok\b|---\s*\w+:|(?:PASS|FAIL)(?:ED)?\b|Passed\b|Failed\b)?[\W\d]*"
            + @"|\s*(?:\.\.\.\s*(?:ok|FAILED)|\bPASSED|\bFAILED)?"
            + @"\s*(?:[\[(](?:\d|retry )[^\])]*[\])]\s*)*$",
        Quick);

    private static readonly Regex s_failedTest = new(
        @"^\s*[✗✘✕✖×❌]\s|^\s*(?:not ok|--- FAIL:|FAIL(?:ED)?\b|Failed\b)|\bFAILED\b\s*(?:[\[(].*)?$", Quick);

    private static readonly Regex s_heading = new(
        @"Traceback \(most recent|^\s*●\s|^\W*(?:error during build|errors?)\W*$|\[E\]$|^\s*Failure/Error:", Quick);

    /// <summary>Counts that are zero, and names of files, packages and options that contain such a word.</summary>
    private static readonly Regex s_harmless = new(
        @"(?i:\b(?:0|no|zero|keine|sin|aucune?)\s+(?:\w+\s+)?(?:errors?|failures?|failed|failing|exceptions?|problems?"
            + @"|issues?|vulnerabilities"
            + @"|mismatch(?:es)?|conflicts?|Fehler|Warnung|erreurs?|errores|errori|erros)\b"
            + @"|\b(?:errors?|failures?|failed|failing|exceptions?|problems?|issues?|timeouts?|missing|invalid)"
            + @"\s*[:=]\s*(?:0\b|none\b|null\b|nil\b|false\b|<nil>|""""|''))"
            + @"|[\w.@/-]*\b_*(?:[a-z]+_)*(?:error|fail|failed|failure|exception|fatal|panic|abort|assert|timeout|invalid|missing"
            + @"|undefined"
            + @"|expected|conflict|failover)s?[-_./]\w[\w.@/-]*"
            + @"|[\w.@-]+/[\w./@-]*(?i:error|fail|failure|exception|fatal)s?(?=/)[\w./@-]*"
            + @"|[\w@./-]*[-_/@](?:error|fail|failed|failure|exception|fatal|timeout)s?\b(?![:.]?\s*\S*\berror)(?!:)"
            + @"|--?(?:fail|error|exit|timeout)[\w-]*|\b(?:set|if|while|until) -e\b"
            + @"|\bon (?:error|failure)\b|\b(?:error|exception) (?:handl|boundar|report|page|track|monitor|cod(?:e|es)\b list"
            + @"|message catalog)\w*",
        Quick);

    private static readonly Regex s_warning = new(
        @"^\W*(?:[\d\-:T.,Z+/ \[\]]{8,}\W*)?(?:npm\s+|yarn\s+|pnpm\s+)?(?:\[?\s*(?:WARN(?:ING)?|warn(?:ing)?|Warning)\b)"
            + @"|\bwarning(?:\s+\w+\d+)?:"
            + @"|\s+warning\s{2,}|\bWARN(?:ING)?\b|Deprecat|deprecat|\[WARNING\]|: (?:note|hint|info)(?::|rmation)",
        Quick);

    private static readonly Regex s_information = new(
        @"^\W*(?:[\d\-:T.,Z+/ \[\]]{8,}\W*)?(?:INFO|DEBUG|TRACE|VERBOSE|info|debug|trace|verbose|notice|NOTICE)\b"
            + @"|\blevel=[""']?(?:info|debug|trace|warn(?:ing)?)\b|""level"":\s*""(?:info|debug|trace|warn)"
            + @"|^[\w./:-]* ?\[(?:debug|info|trace|verbose)\]|^(?:Checking|Running|Executing|Performing) (?!.*\bfail)",
        Quick);

    private static readonly Regex s_soft = new(
        @"\b(?:ignor(?:e|ed|ing)|non-?fatal|optional|continuing|allowed to fail|(?:an |the )?expected (?:failure|error|exception)"
            + @"|as expected|expected by"
            + @"|x-?fail(?:ed)?|known issue|expected (?:in|by) (?:the |this )?tests?|skip(?:ped|ping)|harmless|fall(?:ing|en)? ?back"
            + @"|retrying|retried|will retry|try(?:ing)? again"
            + @"|retry in|will be retried|recovered|succeeded|non-?critical|swallow(?:ed|ing)|self-?test|simulat\w+|on purpose"
            + @"|intentional\w*"
            + @"|later attempts?|best effort|not required|suppressed|handled gracefully)\b",
        AnyCase);

    private static readonly Regex s_retry = new(
        @"\b(?:retrying|will retry|try(?:ing)? again|retry in|will be retried|recovered)\b", AnyCase);

    private static readonly Regex s_attempt = new(@"\b(?:attempt|try|retry)\s*#?(\d+)\s*(?:of|/|out of)\s*(\d+)", AnyCase);

    private static readonly Regex s_aftermath = new(
        @"^(?:\[INFO\] )?BUILD FAIL(?:URE|ED)|^Build FAILED\.?$|^FAILURE: Build failed with an exception|\] Error \d+(?: \(ignored\))?$"
            + @"|^npm (?:ERR!|error) (?:A complete log|errno|code (?:ELIFECYCLE|\d+$)|Lifecycle script|path|command|in workspace"
            + @"|at location"
            + @"|Exit status|This is probably not|\s+[/\\].*\.log|Failed at the|workspace|$)|ELIFECYCLE"
            + @"|error Command failed with exit code"
            + @"|(?:exited|exiting|terminated|finished|failed|completed|returned|ended)(?: with)?(?: an?)?(?: non-zero)?(?: exit)?(?: (?:"
            + @"code|status))[: ]*\d+"
            + @"|(?:exit|return) (?:code|status)[: ]+\d+|^\[ERROR\] (?:->|To see the full|Re-run Maven|For more information"
            + @"|After correcting"
            + @"|\[Help|\s*$|mvn )|^\* (?:Try|Get more help)|^> (?:Run with|Get more)|Process completed with exit"
            + @"|^make(?:\[\d+\])?: (?:Leaving|Target .* not remade)"
            + @"|^Found \d+ errors?\b|aborting due to|could not compile `|^\d+ errors?(?: generated)?\.?$|^Tests? (?:run|failed)"
            + @"|^(?:Test Suites|Tests|Failed!|Total)"
            + @"|^(?:FAILED|FAIL)(?:URES)?!?\s*(?:\(.*\))?$|^FAIL\s+\S+\s+[\d.]+s$|^\d+ (?:failed|failing)|\b\d+ failed\b(?!:)"
            + @"|^(?:=+ .*=+|!+ .*!+)$"
            + @"|^Merged test suites"
            + @"|short test summary|compilation (?:failed|errors?)\b|^script returned|with \d+ failures? and|Error: (?:Process"
            + @"|Command) (?:completed|failed) with"
            + @"|There (?:was|were) \d+ (?:failure|error)|^\d+ examples?,|^(?:\[error\] )?Failed (?:examples|tests):|test result: FAILED"
            + @"|^errors?:? test failed|^\W*ERROR\W* Found \d+ errors?|^\W*\d+ problems? \(|^Automatic merge failed"
            + @"|\bSome tests failed|^> Task \S+ FAILED$|^Failed to compile\.?$|Error during SonarScanner|^UPGRADE FAILED$"
            + @"|^make(?:\[\d+\])?: \*\*\* \[.*\] \S+ \d+$|^\s*\d+ (?:Fehler|erreurs?|errores|errori)\b|^Fehler beim Buildvorgang"
            + @"|^\W*Error (?:Trace|Message|Details?)\s*:",
        AnyCase);

    private static readonly Regex s_place = new(
        @"^\s*[\w@%+~./\\-]*[A-Za-z]\w*[:(]\d+(?:[:,]\d+)?\)?:?\s", RegexOptions.CultureInvariant);

    private static readonly Regex s_digits = new(@"\d+", RegexOptions.CultureInvariant);

    /// <summary>The score of a clean line; 0 for one that is no error at all.</summary>
    public static int Of(string clean)
    {
        if (clean.Length < 3 || !ErrorShapes.Trigger.IsMatch(clean) || s_passed.IsMatch(clean)
            || s_chatter.IsMatch(clean))
        {
            return 0;
        }

        if (clean.IndexOf("DATA RACE", StringComparison.Ordinal) >= 0
            || clean.IndexOf("Code style issues", StringComparison.Ordinal) >= 0)
        {
            return 90;
        }

        string text = s_harmless.Replace(clean, " ");
        int score = ErrorShapes.ScoreOf(text);
        if (score == 0)
        {
            return 0;
        }

        if (score < Fatal && s_warning.IsMatch(text) && !(score == 94 && !StartsAsWarning(text)))
        {
            // A linter can end a step with a warning about a line of a file.
            return s_place.IsMatch(clean) ? Aftermath - 5 : 0;
        }

        if (score is not (Fatal or 94) && s_aftermath.IsMatch(clean.Trim()))
        {
            return Math.Min(score, Aftermath);
        }

        if (s_information.IsMatch(text) && score < Fatal && text.IndexOf("*** FAILED ***", StringComparison.Ordinal) < 0)
        {
            score = Math.Min(score, Least + 5);
        }

        return score < 94 && IsSoft(text) ? Math.Max(0, score - 60) : score;
    }

    /// <summary>Whether a line only announces an error: the name of a test that failed, or the beginning of a traceback.</summary>
    public static bool IsHeading(string clean) => s_heading.IsMatch(clean) || s_failedTest.IsMatch(clean);

    /// <summary>Whether a line says that a test failed; it may be tried again.</summary>
    public static bool IsFailedTest(string clean) => s_failedTest.IsMatch(clean);

    /// <summary>Whether a line says that a test, or something else, went well.</summary>
    public static bool IsPassed(string clean) => s_passed.IsMatch(clean);

    /// <summary>The name of a test, without what tells whether it passed.</summary>
    public static string TestOf(string clean) => s_mark.Replace(clean, "");

    /// <summary>Whether a line says that something is tried again.</summary>
    public static bool IsRetry(string clean) => s_attempt.Match(clean) is { Success: true } attempt
        ? Number(attempt.Groups[1].Value) < Number(attempt.Groups[2].Value)
        : s_retry.IsMatch(clean);

    /// <summary>Whether a line says that an error does not matter, or that something is tried again.</summary>
    public static bool IsSoft(string clean)
    {
        if (s_attempt.Match(clean) is { Success: true } attempt)
        {
            return Number(attempt.Groups[1].Value) < Number(attempt.Groups[2].Value);
        }

        return s_soft.IsMatch(clean) && clean.IndexOf("imed out retrying", StringComparison.Ordinal) < 0
            && clean.IndexOf("retries exceeded", StringComparison.OrdinalIgnoreCase) < 0;
    }

    private static bool StartsAsWarning(string text)
    {
        Match match = s_warning.Match(text);
        return match.Success && match.Index < 3 && s_digits.Replace(match.Value, "").Length < 24;
    }

    private static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
