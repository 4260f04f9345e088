using System.Text;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>A digest of a log has the cause of the failure among its lines.</summary>
public sealed class LogDigestTests
{
    /// <summary>Those of the second file were written when the rules were done, in shapes that were not used before.</summary>
    private static readonly IReadOnlyList<SeededLog> s_logs = [.. SeededLog.Read("failures.txt"), .. SeededLog.Read("held-out.txt")];

    /// <summary>Shapes of other tools and languages, among other noise.</summary>
    private static readonly IReadOnlyList<SeededLog> s_more = SeededLog.Read("more-shapes.txt", "@@");

    public static TheoryData<string> MoreNames => [.. s_more.Select(l => l.Name)];

    public static TheoryData<string> Names => [.. s_logs.Select(l => l.Name)];

    [Fact]
    public void There_are_at_least_fifty_seeded_failures() => Assert.True(s_logs.Count >= 50);

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_the_cause_in_60_lines(string name)
    {
        SeededLog log = s_logs.Single(l => l.Name == name);
        foreach ((int seed, int noise) in ((int, int)[])[(1, 200), (2, 900), (3, 5000)])
        {
            var digest = new LogDigest(60);
            digest.Add(log.Failed(seed, noise));
            IReadOnlyList<string> lines = digest.Render("step 'Build'");
            Assert.True(lines.Count <= 60, $"{lines.Count} lines");
            Assert.All(log.Causes, cause => Assert.True(
                lines.Any(l => l.Contains(cause.Trim(), StringComparison.Ordinal)), $"'{cause}' is not in:\n{string.Join('\n', lines)}"));
            Assert.DoesNotContain(lines, l => l.Contains('\u001b', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Keeps_little_of_a_long_log()
    {
        var digest = new LogDigest(60);
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 300_000; i++)
        {
            digest.Add($"2026-11-28T10:00:00Z request {i} took {i % 97} ms, 0 errors");
            if (i == 150_000)
            {
                digest.Add("src/cart.c:88:17: error: no member named 'amuont'");
            }
        }

        digest.Finish();
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(kept < 5_000_000, $"{kept:N0} bytes are kept.");
        Assert.Equal(150_002, digest.Cause!.Number);
        Assert.True(digest.Render("step 'Build'").Count <= 60);
    }

    [Theory]
    [InlineData("a command is only shown", "+ scan --severity CRITICAL --fail-on error", "3 files differ from the last release")]
    [InlineData("a package is set up", "debconf: delaying package configuration, since apt-utils is not installed",
        "ERROR: no such column: sku")]
    [InlineData("an image is pulled", "Unable to find image 'acme/deploy:1.0' locally", "\u2716 Deployment failed.")]
    [InlineData("a browser has no bus", "[88:1128/101112.131:ERROR:bus.cc(407)] Failed to connect to the bus",
        "  AssertionError: expected 3 to equal 4")]
    [InlineData("a compiler says where", "quota.c: In function 'quota_get':", "quota.c:19:12: error: no member named 'hard'")]
    [InlineData("a table row passes", "Error Page Is Shown                     | PASS |",
        "Old Password Is Refused                 | FAIL |")]
    [InlineData("a number is a port", "1 error during collection",
        "E   psycopg2.OperationalError: server, port 5432 failed: FATAL:  bad password")]
    [InlineData("a runner tells by the way", "[error] Failed tests:", "[info] - keeps the order *** FAILED ***")]
    [InlineData("nothing is wrong", "layer 12 error=none", "release window is closed: expected Monday")]
    public void A_line_that_means_nothing_is_not_the_cause(string why, string decoy, string cause)
    {
        var digest = new LogDigest(60);
        digest.Add(["+ ./build.sh", decoy, "12 files", cause, "Skipping cache upload for failed step"]);
        digest.Finish();
        Assert.True(digest.Cause?.Text == cause, $"{why}: {digest.Cause?.Text}");
    }

    [Theory]
    [InlineData("  \u2718   2 [firefox] \u203a a.spec.ts:9:5 \u203a upload (retry #0) (5.1s)",
        "  \u2713   3 [firefox] \u203a a.spec.ts:9:5 \u203a upload (retry #1) (1.0s)")]
    [InlineData("not ok 12 - keeps the sign", "ok 31 - keeps the sign")]
    [InlineData("FAIL src/flaky.test.ts (5.1 s)", "PASS src/flaky.test.ts (2 s)")]
    [InlineData("--- FAIL: TestClock (0.02s)", "--- PASS: TestClock (0.01s)")]
    public void A_test_that_passes_when_tried_again_is_not_the_cause(string failed, string passed)
    {
        var digest = new LogDigest(60);
        digest.Add(["+ ./test.sh", failed, passed, "checksum of dist.zip: expected 4 but got 5"]);
        digest.Finish();
        Assert.Equal(4, digest.Cause?.Number);
    }

    [Fact]
    public void What_runs_after_the_script_is_not_the_cause()
    {
        var digest = new LogDigest(60, new StepCommands([], ["rm -r cache"]));
        digest.Add(["+ ./gate.sh", "2 licences are not on the list", "+ rm -r cache",
            "rm: cannot remove 'cache': No such file or directory"]);
        digest.Finish();
        Assert.Null(digest.Cause);
        Assert.Contains("2 licences are not on the list", digest.Render("step 'Gate'"));
    }

    [Theory]
    [MemberData(nameof(MoreNames))]
    public void Has_the_cause_of_other_tools_and_in_other_languages(string name)
    {
        SeededLog log = s_more.Single(l => l.Name == name);
        foreach ((int seed, int noise) in ((int, int)[])[(1, 60), (2, 700)])
        {
            List<string> failed = log.Failed(seed, noise);
            var digest = new LogDigest(60);
            digest.Add(failed);
            IReadOnlyList<string> lines = digest.Render("step 'Build'");
            Assert.InRange(lines.Count, 1, 60);
            var known = new KnownLines();
            log.Successful(seed + 100, noise).ForEach(known.Add);
            var compared = new LogDigest(20, null, known);
            compared.Add(failed);
            IReadOnlyList<string> added = compared.RenderNew();
            Assert.All(log.Causes, cause => Assert.True(
                lines.Any(l => l.Contains(Shown(cause), StringComparison.Ordinal)), $"'{cause}' is not in:\n{string.Join('\n', lines)}"));
            Assert.All(log.Causes, cause => Assert.True(
                added.Any(l => l.Contains(Shown(cause), StringComparison.Ordinal)), $"'{cause}' is not in:\n{string.Join('\n', added)}"));
        }

        static string Shown(string cause) => cause.Trim() is { Length: > 300 } text ? text[..200] : cause.Trim();
    }

    [Theory]
    [InlineData("\r\n", false)]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    public void Has_the_cause_whatever_the_line_ends_and_the_encoding(string lineEnd, bool isUtf16)
    {
        SeededLog log = s_more.Single(l => l.Name == "tsc-many");
        string text = string.Join(lineEnd, log.Failed(1, 300).Select(l => $"  3 %\r 97 %\r{l}"));
        byte[] bytes = isUtf16 ? [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)] : Encoding.UTF8.GetBytes(text);
        var digest = new LogDigest(60);
        var splitter = new LineSplitter();
        splitter.Add(bytes, 0, bytes.Length, digest.Add);
        splitter.Finish(digest.Add);

        Assert.Contains(digest.Render("step 'Build'"), l => l.StartsWith(log.Causes[0], StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_without_an_end_is_a_log()
    {
        var digest = new LogDigest(60);
        var splitter = new LineSplitter();
        byte[] bytes = "E: Unable to locate package libpq-dev"u8.ToArray();
        splitter.Add(bytes, 0, bytes.Length, digest.Add);
        splitter.Finish(digest.Add);
        Assert.Equal("E: Unable to locate package libpq-dev", digest.Render("step 'Build'")[1]);
    }

    [Theory]
    [InlineData("a command that neither list names", "+ rm -r cache", "rm: cannot remove 'cache': No such file or directory")]
    [InlineData("a command that needs the exit code", "+ ./tell.sh $BITBUCKET_EXIT_CODE", "Error: the chat did not answer")]
    public void An_after_script_that_is_not_named_is_not_the_cause(string why, string command, string error)
    {
        var digest = new LogDigest(60, new StepCommands(["./build.sh"], []));
        digest.Add(["+ ./build.sh", "src/a.c:1:1: error: no member 'x'", .. Enumerable.Repeat("linking", 50), "exit 1", command, error]);
        digest.Finish();
        Assert.True(digest.Cause?.Number == 2, $"{why}: {digest.Cause?.Text}");
        Assert.Contains("exit 1", digest.Render("step 'Build'"));
    }

    [Fact]
    public void What_a_script_shows_of_its_own_commands_can_be_the_cause()
    {
        var digest = new LogDigest(60, new StepCommands(["./deploy.sh"], []));
        digest.Add(["+ ./deploy.sh", "12 files", "+ kubectl apply -f k8s", "error: the server is not available"]);
        digest.Finish();
        Assert.Equal(4, digest.Cause?.Number);
        Assert.Contains("12 files", digest.Render("step 'Deploy'"));
    }

    [Fact]
    public void Takes_the_last_part_of_a_line_that_overwrites_itself() =>
        Assert.Equal("100 %", LogText.Clean("10 %\r50 %\r\u001b[K\u001b[32m100 %\u001b[0m\r"));

    [Fact]
    public void Keeps_an_error_that_a_progress_bar_wrote_over() =>
        Assert.Equal("error: no space left on device", LogText.Clean("error: no space left on device\r[====>   ] 60 %"));

    [Fact]
    public void Leaves_out_the_middle_of_a_long_line()
    {
        string text = LogText.Clean(new string('a', 100_000) + "the end");
        Assert.True(text.Length <= LogText.LongestLine);
        Assert.Contains("[.. 99,", text, StringComparison.Ordinal);
        Assert.EndsWith("the end", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-27T10:00:01.123Z fetched 8f31c2a9d1 in 12 ms", "2026-11-28T23:59:59Z fetched 02bd77c1ee in 1.2 s")]
    [InlineData("Downloading /tmp/a81xq/one.tgz 3.4 MB", "Downloading /tmp/zz9/one.tgz 980 kB")]
    [InlineData("[=====>     ] 40% of 12 MB", "[=========> ] 90% of 12 MB")]
    [InlineData("job 0b9c1b0e-5f0a-4d8e-9f5e-0c7f3f0a1b2c is done", "job 7d1e2f3a-0009-4a5b-8c6d-7e8f90a1b2c3 is done")]
    [InlineData("GET https://x.example/a?sig=abcDEF", "GET https://x.example/a?sig=ghiJKL")]
    [InlineData("Fri Nov 27 10:00:00 UTC 2026", "Sat Nov 28 11:00:00 UTC 2026")]
    [InlineData("HEAD is now at 4f9a1c0 Pay with a card", "HEAD is now at abcdefa Rename error codes")]
    [InlineData("+ GIT_LFS_SKIP_SMUDGE=1 retry 6 git clone --branch=\"main\" --depth 50 https://x/y.git",
        "+ GIT_LFS_SKIP_SMUDGE=1 retry 6 git clone --branch=\"feature/failed-login\" --depth 50 https://x/y.git")]
    [InlineData(" * [new branch]      main -> origin/main", " * [new branch]      failure -> origin/failure")]
    [InlineData("Receiving objects: 100% (120/120), 1.20 MiB | 3.40 MiB/s, done.", "Receiving objects: 100% (97/97), done.")]
    [InlineData("4f9a1c0d7b2e: Already exists", "0d7b2e4f9a1c: Pull complete")]
    [InlineData("Digest: sha256:4f9a1c0d7b2e4f9a", "Digest: sha256:abcdefabcdefabcd")]
    [InlineData("Runner name: linux-one", "Runner name: linux-two")]
    [InlineData("pod/web-7d9c8b6f5-x2x4z is ready", "pod/web-6c8b7f9d4-bxkqz is ready")]
    [InlineData("BUILD SUCCESSFUL in 1m 12s", "BUILD SUCCESSFUL in 45s")]
    [InlineData("synced in 1h2m3s", "synced in 45s")]
    [InlineData("[ 97%] Linking shop", "[100%] Linking shop")]
    [InlineData("listening on localhost:45123", "listening on localhost:80")]
    [InlineData("sent 1,234,567 bytes", "sent 12 bytes")]
    public void Times_numbers_hashes_and_temporary_paths_make_no_difference(string one, string other) =>
        Assert.Equal(LineKey.Of(one), LineKey.Of(other));

    [Theory]
    [InlineData("src/cart.c: error: missing ';'", "src/cart.c: error: missing ')'")]
    [InlineData("Downloading one.tgz", "Downloading two.tgz")]
    [InlineData("4f9a1c0d7b2e: Pull complete", "4f9a1c0d7b2e: denied: access forbidden")]
    [InlineData("Updating files: 100% (3/3)", "Updating files failed")]
    [InlineData("cart-7d9c8b6f5-x2x4z", "orders-7d9c8b6f5-x2x4z")]
    public void Words_make_a_difference(string one, string other) => Assert.NotEqual(LineKey.Of(one), LineKey.Of(other));

    [Theory]
    [MemberData(nameof(Names))]
    public void Compared_with_a_successful_log_the_cause_is_in_the_first_lines(string name)
    {
        SeededLog log = s_logs.Single(l => l.Name == name);
        foreach ((int seed, int noise) in ((int, int)[])[(1, 200), (2, 900), (3, 5000)])
        {
            var known = new KnownLines();
            log.Successful(seed + 100, noise).ForEach(known.Add);
            var digest = new LogDigest(20, null, known);
            digest.Add(log.Failed(seed, noise));
            IReadOnlyList<string> lines = digest.RenderNew();
            Assert.True(lines.Count <= 20, $"{lines.Count} lines");
            Assert.All(log.Causes, cause => Assert.True(
                lines.Any(l => l.Contains(cause.Trim(), StringComparison.Ordinal)), $"'{cause}' is not in:\n{string.Join('\n', lines)}"));
        }
    }
}
