using System.Globalization;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// How likely it is that a line of a log says why a step failed. The shapes are those of compilers, test runners, package managers, build
/// tools, shells and of Bitbucket itself; no tool is assumed.
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
    private const int Aftermath = 45;

    private const RegexOptions Quick = RegexOptions.CultureInvariant | RegexOptions.Compiled;
    private const RegexOptions AnyCase = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>Most lines contain none of these, and are not looked at any further.</summary>
    private static readonly Regex s_trigger = new(
        "crash|warning|emerg|alert|not (?:permit|allow)|diff --git|max|err|fail|fatal|critical|cve-|exce|panic|traceback|can(?:'t|not)|n't"
            + "|(?:could|does|did|was|were|is|are|do|must|has|have) not"
            + "|unable|undef|unre"
            + "|unexp|unkn|denied|refused|time[d-]? ?out|kill|\\bnot (?:ok|found|met|reached|match)|\\bno (?:such|space|matching|rule"
            + "|module"
            + "|route)|missing|abort|segm|core dump|assert|expected|mismatch|conflict|invalid|illegal|violat|\\bexit|memory|oom|forbid"
            + "|unauth|reset by|reject|threshold|below|incompat|unsupp|corrupt|overflow|race|unhand|uncaught|quota|unbound|syntax"
            + "|declared|reformat|style issue|vulnerab|required|expired|duplicate|bad |broken|differ|would be|stale|out of date|not up"
            + "|too (?:long|many|large)|trap|deadlock|leak|disk|unrecog|unclos|unmet|unterm|defin|[✗✘✕✖×●❌⨯]|:\\d+[:,]|\\(\\d+[,)]"
            + "|\\[\\d+,|^e: "
            + "|^\\s*\\d+\\) ",
        AnyCase | RegexOptions.Compiled);

    private static readonly Regex s_passed = new(
        @"^HEAD is now at |^\W*(?:✓|✔|√|✅|ok\b(?! to)|PASS(?:ED)?\b|--- PASS|--- SKIP)|(?:\.\.\.\s*ok|\bPASSED\b(?:\s*\[.*\])?|\bok|✓"
            + @"|✔|: OK|\|\s*PASS\s*\|)$"
            + @"|^\s*Passed ",
        Quick);

    /// <summary>
    /// What images, package managers and browsers write in good runs, too, since a container has no terminal, no init system and no bus.
    /// </summary>
    private static readonly Regex s_chatter = new(
        @"^Unable to find image '.*' locally|\bdebconf: |^dpkg-preconfigure: |^invoke-rc\.d: |policy-rc\.d|^(?:mesg|stty|tput): "
            + @"|Inappropriate ioctl for device|no job control in this shell|[Ss]etting locale failed"
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

    /// <summary>Counts that are zero, and names of files, packages and options that contain such a word.</summary>
    private static readonly Regex s_harmless = new(
        @"(?i:\b(?:0|no|zero)\s+(?:\w+\s+)?(?:errors?|failures?|failed|failing|exceptions?|problems?|issues?|vulnerabilities"
            + @"|mismatch(?:es)?|conflicts?)\b"
            + @"|\b(?:errors?|failures?|failed|failing|exceptions?|problems?|issues?|timeouts?|missing|invalid)"
            + @"\s*[:=]\s*(?:0\b|none\b|null\b|nil\b|false\b|<nil>|""""|''))"
            + @"|[\w.@/-]*\b_*(?:[a-z]+_)*(?:error|fail|failed|failure|exception|fatal|panic|abort|assert|timeout|invalid|missing"
            + @"|undefined"
            + @"|expected|conflict|failover)s?[-_./]\w[\w.@/-]*"
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
        @"^\W*(?:[\d\-:T.,Z+/ \[\]]{8,}\W*)?(?:INFO|DEBUG|TRACE|VERBOSE|info|debug|trace|verbose|notice|NOTICE)\b", Quick);

    private static readonly Regex s_soft = new(
        @"\b(?:ignor(?:e|ed|ing)|non-?fatal|optional|continuing|allowed to fail|(?:an |the )?expected (?:failure|error|exception)"
            + @"|as expected"
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
            + @"|(?:exited|terminated|finished|failed|completed|returned|ended)(?: with)?(?: an?)?(?: non-zero)?(?: exit)?(?: (?:code"
            + @"|status))[: ]*\d+"
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
            + @"|^errors?:? test failed",
        AnyCase);

    /// <summary>The shapes, from the most telling one.</summary>
    private static readonly (int Score, Regex Shape)[] s_shapes =
    [
        (Fatal, new(@"exceeded (?:its |the )?memory limit|exceeded (?:the |its )?(?:maximum |allowed |build |step |processing "
            + @"|execution )*time"
            + @"(?: limit|out)|\btime limit (?:of .*)?(?:was )?exceeded|no space left on device|disk quota exceeded|\bout of memory\b"
            + @"|OutOfMemory"
            + @"|cannot allocate memory|oom-?kill|^(?:.*: line \d+:\s+\d+ )?killed\b|signal: killed|segmentation fault|core dumped"
            + @"|SIGKILL"
            + @"|SIGSEGV|SIGABRT|exit code:? 137|^panic: |panicked at|DATA RACE|stack overflow\b|bus error|illegal instruction"
            + @"|deadlock!", AnyCase)),
        (94, new(@"\berror(?:\[E\d+\]|\s+(?!MSB3073)[A-Z]{1,6}\d{2,6}\b)|(?::|\d\)|\d) (?:fatal |internal compiler )?error(?: \w+\d+)?: "
            + @"|\.[a-z]\w{0,6}[:(\[]\[?\d+(?:[:,.]\d+)*[)\]]?:?\s*(?:-\s*)?(?:fatal\s+)?error\b|^\s*\d+:\d+\s+error\s"
            + @"|^\[ERROR\] \S+:\[\d+,\d+\]|^e: "
            + @"|: (?:fatal |syntax )?error: |^e:? file:|Parse error:|Fatal error:|syntax error|SyntaxError"
            + @"|^\*\* \(\w+Error\)", AnyCase)),
        (90, new(@"^\s*(?:E\s+|> |Caused by: |Exception in thread ""[^""]*"" |Unhandled exception[.:]? |Uncaught |\[\w+\] )?"
            + @"\(?(?:[A-Za-z_]\w*(?:\.|::|\\))*[A-Z]\w*(?:Error|Exception|Failure|Fault|Panic)\b\)?(?:\s*\[\w+\])?(?::|$| \("
            + @"|\s*at\b)", Quick)),
        (90, new(@"Unhandled (?:promise )?rejection|\bUncaught\b|unhandled exception|Traceback \(most recent|^--- FAIL:|^\s*--- FAIL:"
            + @"|^\s*(?:[✗✘✕✖×❌⨯]|● .*(?:›|should|must)|● )\s*\S|^not ok\b|<<< (?:FAILURE|ERROR)!|^\s*Failed \S+ \[|^FAILED?\s+(?:\S+::"
            + @"|\S+[./]\S+)"
            + @"|Failed asserting|^\s*(?:E\s+)?assert\b.*|^(?:.*\s)?FAILED\s*(?:\[.*\])?$|\[  FAILED  \]|^\s+Failure/Error|^#\s+(?:FAIL"
            + @"|Failed)"
            + @"|^Test (?:Case )?.* failed|\*\*\* FAILED \*\*\*|\[E\]$"
            + @"|\bX\b .*\(\d+ ?m?s\)$|^\| FAIL|\| FAIL \|$|^(?:FAIL|ERROR): \S+ \(|^CMake Error", Quick)),
        (88, new(@"\[(?:emerg|alert|crit|fatal|err|error)\]|^(?:[\d\-:T.,Z+/ \[\]]{8,})?\W{0,4}(?:\[?(?:error|fatal|critical|severe"
            + @"|failure)\]?)(?:\b|_)\s*(?:[:!\]│|>-]|\s\S)"
            + @"|^│ Error|^npm (?:ERR!|error)"
            + @"|\bERR_[A-Z]|##\[error\]|^::error|^\W*ERR!|\berror:\s|\bfatal:\s|^E: |^\w[\w.-]*: (?:error|fatal)\b|^(?:\w+ )?Error: "
            + @"|│ Error:",
            AnyCase)),
        (86, new(@"^\s*(?:\./)?[\w@%+~./\\-]+\.[A-Za-z]\w{0,5}(?::\d+(?::\d+)?:? |\(\d+(?:,\d+)?\):? )\S", Quick)),
        (84, new(@"command not found|: not found$|no such file or directory|permission denied|could not resolve|couldn't resolve"
            + @"|connection (?:refused|reset|timed out)"
            + @"|\bE(?:CONN|TIMEDOUT|NOENT|ACCES|PERM|NOTFOUND|AI_AGAIN|ADDRINUSE|NOSPC|RESOLVE|INTEGRITY|USAGE|BADENGINE|PEER)\w*"
            + @"|\b40[134] (?:\w+ ?){1,2}"
            + @"|\b50[0234] (?:\w+ ?){1,2}|host key verification failed|unbound variable|unary operator expected|(?:threshold"
            + @"|coverage)\b.*\b(?:not met|below|not reached"
            + @"|less than|lower than|under|fail|does not meet)|(?:below|not meet|not reach|under) .*(?:threshold|coverage|minimum"
            + @"|required)|code style issues|would reformat"
            + @"|would be reformatted|not (?:properly )?formatted|could not be resolved|(?:can(?:not|'t)|could ?n[o']t|unable to"
            + @"|failed to) \w+"
            + @"|no matching|unresolved (?:reference|import|external)|undefined (?:reference|symbol|variable|method|local|function"
            + @"|index|constant)"
            + @"|exec format error|no (?:required )?module|no rule to make|cannot find|not (?:declared|defined|recognized)|undeclared"
            + @"|is not up to date|out of (?:date|sync)"
            + @"|unexpected error|validation failed|disappeared unexpectedly|leaks? found: [1-9]|manifest unknown"
            + @"|quality gate\b.*fail|an error occurred|went wrong|execution failed for|timed? ?out\b|\brejected\b"
            + @"|access denied"
            + @"|\bdenied:|is denied"
            + @"|unauthorized|forbidden"
            + @"|rate limit|too many requests|name or service not known|no route to host|network is unreachable"
            + @"|temporary failure in name resolution"
            + @"|address already in use|expected\b.{0,80}\b(?:but|got|received|actual|found|to (?:be|equal|have"
            + @"|match|include|contain))"
            + @"|problem \d+$|your requirements could not|version solving failed|deadline exceeded"
            + @"|does not (?:exist|satisfy|match|compile)"
            + @"|doesn't (?:exist|match)|were not found|was not found|must be (?:replaced|set)|is required\b|check failed"
            + @"|declared and not used"
            + @"|checksum mismatch|hash mismatch|bad (?:request|gateway|substitution|credentials|interpreter)|invalid"
            + @"|has expired|assertion"
            + @"|differs? from|locked by|state lock", AnyCase)),
        (74, new(@"certificate|handshake|incompatible|conflicting|duplicate|integrity|is not installed|quota", AnyCase)),
        (70, new(@"\bcrash(?:ed)?\b|\bkilled\b|not permitted|not allowed|\bmax(?:imum)? ?size|^diff --git|level=(?:error|fatal)"
            + @"|\bERR!|\bnot found\b|CVE-\d{4}-\d+|\bCRITICAL\b", AnyCase)),
        (58, new(@"\b(?:error|errors|failed|failure|failures|fatal|exception|aborted|abort|panic)\b|FAILED|\bFAIL\b", AnyCase)),
        (50, new(@"^\s*\d+\) \S|[A-Z]\w*(?:Error|Exception)\b", Quick)),
        (40, new(@"expected|actual|received|undefined|unexpected|missing|mismatch|conflict|exceed|denied|refused|unknown|unsupported"
            + @"|corrupt|vulnerab"
            + @"|violat|below|broken|differ|required|killed|\bexit", AnyCase)),
    ];

    private static readonly Regex s_place = new(
        @"^\s*[\w@%+~./\\-]*[A-Za-z]\w*[:(]\d+(?:[:,]\d+)?\)?:?\s", RegexOptions.CultureInvariant);

    private static readonly Regex s_digits = new(@"\d+", RegexOptions.CultureInvariant);

    /// <summary>The score of a clean line; 0 for one that is no error at all.</summary>
    public static int Of(string clean)
    {
        if (clean.Length < 3 || !s_trigger.IsMatch(clean) || s_passed.IsMatch(clean)
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
        int score = 0;
        foreach ((int value, Regex shape) in s_shapes)
        {
            if (shape.IsMatch(text))
            {
                score = value;
                break;
            }
        }

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
