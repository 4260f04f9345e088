using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// What lines look like that say why a step failed: the shapes of compilers, test runners, package managers, build tools, shells and of
/// Bitbucket itself, and the words for errors in a few languages. No tool is assumed.
/// </summary>
internal static class ErrorShapes
{
    private const RegexOptions Quick = RegexOptions.CultureInvariant | RegexOptions.Compiled;
    private const RegexOptions AnyCase = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>The shapes, from the most telling one.</summary>
    private static readonly (int Score, Regex Shape)[] s_shapes =
    [
        (ErrorScore.Fatal, new(@"exceeded (?:its |the )?memory limit|exceeded (?:the |its )?(?:maximum |allowed |build |step |processing "
            + @"|execution )*time"
            + @"(?: limit|out)|\btime limit (?:of .*)?(?:was )?exceeded|no space left on device|disk quota exceeded|\bout of memory\b"
            + @"|OutOfMemory"
            + @"|cannot allocate memory|oom-?kill|^(?:.*: line \d+:\s+\d+ )?killed\b|signal: killed|segmentation fault|core dumped"
            + @"|SIGKILL"
            + @"|SIGSEGV|SIGABRT|(?:code|status):? 1(?:34|37|39)\b|^panic: |panicked at|DATA RACE|stack overflow\b|bus error"
            + @"|illegal instruction"
            + @"|deadlock!", AnyCase)),
        (94, new(@"\berror(?:\[E\d+\]|\s+(?!MSB3073)[A-Z]{1,6}\d{2,6}\b)|(?::|\d\)|\d) (?:fatal |internal compiler )?error(?: \w+\d+)?: "
            + @"|\.[a-z]\w{0,6}[:(\[]\[?\d+(?:[:,.]\d+)*[)\]]?:?\s*(?:-\s*)?(?:fatal\s+)?error\b|^\s*\d+:\d+\s+(?:error|[✖✗×])\s"
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
            + @"|\bX\b .*\(\d+ ?m?s\)$|^\| FAIL|\| FAIL \|$|^(?:FAIL|ERROR): \S+ \(|^CMake Error|^CONFLICT \("
            + @"|\bSC\d{4} \((?:error|warning|info|style)\)", Quick)),
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
            + @"|address already in use|should \w+.{0,80}\bbut\b|expected\b.{0,80}\b(?:but|got|received|actual|found|to (?:be|equal|have"
            + @"|match|include|contain))"
            + @"|problem \d+$|your requirements could not|version solving failed|deadline exceeded"
            + @"|does not (?:exist|satisfy|match|compile)"
            + @"|doesn't (?:exist|match)|were not found|was not found|must be (?:replaced|set)|is required\b|check failed"
            + @"|declared and not used"
            + @"|checksum mismatch|hash mismatch|bad (?:request|gateway|substitution|credentials|interpreter)|invalid"
            + @"|has expired|assertion"
            + @"|differs? from|locked by|state lock", AnyCase)),
        (80, new(@"\bFehler\b|fehlgeschlagen|nicht gefunden|(?:konnte|kann) nicht|verweigert|\berreur\b|échec|échoué"
            + @"|impossible d|introuvable"
            + @"|pas de règle|\bfall[oó]\b|no se (?:pud|encontr)|rehusad|\berrore\b|impossibile|non trovato|\berro\b|falhou|não foi"
            + @"|ошибка|не удалось|не найден|エラー|失敗|できません|错误|錯誤|失败|找不到|未找到|无法|오류|실패|\bfout\b|mislukt|błąd|nie można|\bhata\b",
            AnyCase)),
        (74, new(@"changed (?:\w+ )?since|(?:deny|block|black) ?-?list|certificate|handshake|incompatible|conflicting"
            + @"|duplicate|integrity|is not installed|quota", AnyCase)),
        (70, new(@"\bcrash(?:ed)?\b|\bkilled\b|not permitted|not allowed|\bmax(?:imum)? ?size|^diff --git|level=(?:error|fatal)"
            + @"|\bERR!|\bnot found\b|CVE-\d{4}-\d+|\bCRITICAL\b", AnyCase)),
        (58, new(@"\b(?:error|errors|failed|failure|failures|fatal|exception|aborted|abort|panic)\b|FAILED|\bFAIL\b", AnyCase)),
        (50, new(@"^\s*\d+\) \S|[A-Z]\w*(?:Error|Exception)\b", Quick)),
        (40, new(@"expected|actual|received|undefined|unexpected|missing|mismatch|conflict|exceed|denied|refused|unknown|unsupported"
            + @"|corrupt|vulnerab"
            + @"|violat|below|broken|differ|required|killed|\bexit", AnyCase)),
    ];

    /// <summary>Most lines contain none of these, and are not looked at any further.</summary>
    public static Regex Trigger { get; } = new(
        "crash|warning|emerg|alert|not (?:permit|allow)|diff --git|max|err|fail|fatal|critical|cve-|exce|panic|traceback|can(?:'t|not)|n't"
            + "|(?:could|does|did|was|were|is|are|do|must|has|have) not"
            + "|unable|undef|unre"
            + "|unexp|unkn|denied|refused|time[d-]? ?out|kill|\\bnot (?:ok|found|met|reached|match)|\\bno (?:such|space|matching|rule"
            + "|module"
            + "|route)|missing|abort|segm|core dump|assert|expected|mismatch|conflict|invalid|illegal|violat|\\bexit|memory|oom|forbid"
            + "|unauth|reset by|reject|threshold|below|incompat|unsupp|corrupt|overflow|race|unhand|uncaught|quota|unbound|syntax"
            + "|declared|reformat|style issue|vulnerab|required|expired|duplicate|bad |broken|differ|should |would be|stale"
            + "|out of date|not up"
            + "|too (?:long|many|large)|trap|deadlock|leak|disk|unrecog|unclos|unmet|unterm|defin|[✗✘✕✖×●❌⨯]|:\\d+[:,]|\\(\\d+[,)]"
            + "|\\[\\d+,|^e: "
            + "|^\\s*\\d+\\) |\\[e\\]$|\\bsc\\d{4}\\b|(?:code|status):? 1(?:34|37|39)|changed .{0,40}since|(?:deny|block|black) ?-?list"
            + "|fehl|nicht|erreur|échec|échou|impossib|introuvable|pas de|fall[oó]|no se |\\berr[oi]|falhou|não|ошибк|не удалось|не найден"
            + "|エラー|失敗|失败|错误|錯誤|找不到|未找到|无法|오류|실패|fout|mislukt|błąd|nie |hata",
        AnyCase | RegexOptions.Compiled);

    /// <summary>The score of the most telling shape of a line; 0 for one that has none.</summary>
    public static int ScoreOf(string text)
    {
        foreach ((int score, Regex shape) in s_shapes)
        {
            if (shape.IsMatch(text))
            {
                return score;
            }
        }

        return 0;
    }
}
