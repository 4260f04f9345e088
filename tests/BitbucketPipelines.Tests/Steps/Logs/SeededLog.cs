using System.Globalization;
using BitbucketPipelines.Tests.Conventions;

namespace BitbucketPipelines.Tests;

/// <summary>
/// A failure with its cause, in the shape of a tool, and whole logs round it: setup, commands before it, many lines that
/// speak of errors and mean none, an error that recovered, and the teardown.
/// </summary>
internal sealed class SeededLog
{
    private static readonly string[] s_noise =
    [
        "npm WARN deprecated request-tools@{n}: this package is no longer supported",
        "Downloading https://repo.example.com/maven2/example/error-prone/{v}/error-prone-{v}.jar ({n} kB at {v} MB/s)",
        "[INFO] Compiled module {w}, 0 errors",
        "  ✓ shows an error when the password is wrong ({n} ms)",
        "  ✓ {w} {n} fails fast on bad input ({n} ms)",
        "warning: unused variable: `failed_count` in {w}",
        "Tests run: {n}, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: {v} s - in shop.{w}Test",
        "  CC       src/error-handler-{w}.o",
        "{t} INFO  request {h} failed=0 errors=0 in {n} ms",
        "{t} DEBUG retry policy of {w}: at most {n} failures",
        "npm WARN optional SKIPPING OPTIONAL DEPENDENCY: native-watch@{v}: failed to build",
        "copying static/errors/{n}.html -> dist/errors/{n}.html",
        "ok {n} - returns failure on bad {w}",
        "test parser::errors::recovers_{w} ... ok",
        "PASS src/errors/{w}.test.js ({v} s)",
        "tests/test_errors.py::test_failure_of_{w} PASSED [ {n}%]",
        "asset {w}.{h}.js {n} KiB [emitted] [immutable]",
        "Step {n}/40 : RUN echo {w} # {h}",
        "GET /health 200 in {n}ms",
        "DeprecationWarning: {w}.error() is deprecated, use {w}.fail() instead",
        "Unpacking {w} ({v}) over ({v}) ...",
        "   Compiling {w} v{v}",
        "[{n}/4000] Building {w} object exception_{w}.o",
        "{t} WARN  pool-{n} could not reach cache {w}, continuing without it",
    ];

    /// <summary>Other lines that speak of errors and mean none.</summary>
    private static readonly string[] s_otherNoise =
    [
        "level=info msg=\"error budget is at {n} percent\" ts={t}",
        "{t} [worker-{n}] retry queue: failed=0 pending={n}",
        "npm warn deprecated failure-lambda@{v}: Package no longer supported.",
        "  \u2713 {w}: error boundary shows the fallback ({n} ms)",
        "[DEBUG] no error handler registered for {w}, using default",
        "go: downloading github.com/pkg/errors v0.{n}.{n}",
        "    Checking thiserror v{v}",
        "--- PASS: TestErrors/{w}_fails_{n} (0.0{n}s)",
        "> Task :{w}:processErrorResources UP-TO-DATE",
        "[INFO] Downloaded from central: https://repo.maven.apache.org/maven2/org/failsafe/{w}/{v}/{w}-{v}.jar ({n} kB at {n} kB/s)",
        "#{n} [build {n}/9] COPY errors/{w} ./errors/{w}",
        "upload: dist/errors/{n}.html to s3://acme-{w}/errors/{n}.html",
        "Test Case '-[ShopTests.ErrorTests test{w}Failure]' passed (0.0{n} seconds).",
        "  Passed Handles_failure_of_{w} [{n} ms]",
        "pod/{w}-7d9c8b{n}f5-x{n}q condition met, 0 failed",
        "{t} ERROR [test-worker] expected by test: payment of {w} was declined",
        "{h}: Pull complete",
        "Receiving objects: {n}% ({n}/{n}), {v} MiB | {v} MiB/s, done.",
        "WARN  {t} failed to resolve optional {w}, continuing",
    ];

    private static readonly string[] s_words =
        ["cart", "orders", "prices", "ledger", "journal", "stock", "basket", "invoice", "tax", "user", "search", "mail", "report"];

    private readonly string[] _noise;
    private string _command = "";
    private readonly List<string> _block = [];

    private SeededLog(string name, bool hasOtherNoise) => (Name, _noise) = (name, hasOtherNoise ? s_otherNoise : s_noise);

    public string Name { get; }

    public List<string> Causes { get; } = [];

    public override string ToString() => Name;

    /// <summary>Reads failures.</summary>
    /// <param name="file">The file: <c>=== name</c>, <c>$ command</c>, and what the command writes.</param>
    /// <param name="mark">What a line begins with that says the cause.</param>
    public static IReadOnlyList<SeededLog> Read(string file, string mark = "> ")
    {
        var logs = new List<SeededLog>();
        foreach (string line in File.ReadLines(Path.Combine(Places.Root, "tests", "BitbucketPipelines.Tests", "Steps", "Logs", file)))
        {
            if (line.StartsWith("=== ", StringComparison.Ordinal) && !line.StartsWith("=== RUN", StringComparison.Ordinal))
            {
                logs.Add(new SeededLog(line[4..], hasOtherNoise: mark != "> "));
            }
            else if (line.StartsWith("$ ", StringComparison.Ordinal) && logs[^1]._command.Length == 0)
            {
                logs[^1]._command = line[2..];
            }
            else
            {
                bool isCause = line.StartsWith(mark, StringComparison.Ordinal) && !line.StartsWith("> Run", StringComparison.Ordinal);
                string text = isCause ? line[mark.Length..] : line;
                logs[^1]._block.Add(text);
                if (isCause)
                {
                    logs[^1].Causes.Add(text);
                }
            }
        }

        return logs;
    }

    /// <summary>The log of a step that fails.</summary>
    /// <param name="seed">Which times, hashes, words and order.</param>
    /// <param name="noise">The number of lines before the cause.</param>
    public List<string> Failed(int seed, int noise) => Make(seed, noise, fails: true);

    /// <summary>The log of the same step when it succeeded.</summary>
    public List<string> Successful(int seed, int noise) => Make(seed, noise, fails: false);

    private List<string> Make(int seed, int noise, bool fails)
    {
        var random = new Random(seed);
        // The same words in both logs, in another order: downloads in parallel.
        List<string> noisy = [.. Enumerable.Range(0, noise).Select(i => _noise[(i * 7 + Name.Length) % _noise.Length]
            .Replace("{w}", s_words[i * 5 % s_words.Length], StringComparison.Ordinal))];
        Shuffle(noisy, random, 9);
        int before = fails ? noise * 2 / 3 : noise;
        List<string> log =
        [
            "+ umask 000",
            "+ GIT_LFS_SKIP_SMUDGE=1 retry 6 git clone --branch=\"main\" --depth 50 https://x-token-auth:$TOKEN@x/y.git",
            "Cloning into '/opt/atlassian/pipelines/agent/build'...",
            "+ git reset --hard " + Hash(random, 40),
            $"HEAD is now at {Hash(random, 7)} Handle error {random.Next(999)} of the cart{(fails ? " when a payment failed" : "")}",
            "+ export CI_MODE=1",
            "+ ./fetch-tools.sh",
            $"Error: connect ETIMEDOUT 10.1.{random.Next(255)}.{random.Next(255)}:443",
            $"Retrying in {random.Next(2, 9)} seconds (attempt 1 of 3)",
            $"fetched 14 tools in {random.Next(900, 4000)} ms",
            "",
            "+ " + _command,
            .. noisy.Take(before / 2).Select(n => Fill(n, random)),
            $"ERROR: upload of metrics to 10.3.0.{random.Next(255)} failed: connection reset by peer",
            $"WARN: metrics are optional, continuing without them ({random.Next(100)} ms)",
            .. noisy.Skip(before / 2).Take(before - (before / 2)).Select(n => Fill(n, random)),
        ];
        if (fails)
        {
            log.AddRange(_block.Select(Paint));
            // Parallel work still writes after the error.
            log.AddRange(noisy.Skip(before).Take(Math.Min(noise - before, 40)).Select(n => Fill(n, random)));
        }
        else
        {
            log.Add($"Done in {random.Next(9)}.{random.Next(99)}s.");
        }

        log.AddRange(
        [
            "Searching for test report files in directories named [test-results, failsafe-reports, test-reports]",
            "Finished scanning for test reports. Found 0 test report files.",
            "Merged test suites, total number tests is 0, with 0 failures and 0 errors.",
        ]);
        return log;

        string Paint(string line) => random.Next(3) == 0 ? $"\u001b[31m{line}\u001b[0m" : line;
    }

    private static string Fill(string noise, Random random) => noise
        .Replace("{n}", random.Next(1, 400).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{v}", $"{random.Next(1, 9)}.{random.Next(0, 30)}.{random.Next(0, 9)}", StringComparison.Ordinal)
        .Replace("{h}", Hash(random, 12), StringComparison.Ordinal)
        .Replace(
            "{t}", $"2026-11-{random.Next(10, 28)}T{random.Next(10, 23)}:{random.Next(10, 59)}:{random.Next(10, 59)}.{random.Next(999)}Z",
            StringComparison.Ordinal);

    private static string Hash(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => "0123456789abcdef"[random.Next(16)]));

    private static void Shuffle(List<string> lines, Random random, int reach)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            int other = Math.Min(lines.Count - 1, i + random.Next(reach));
            (lines[i], lines[other]) = (lines[other], lines[i]);
        }
    }
}
