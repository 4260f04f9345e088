using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests;

/// <summary>Tests the picture of a run as lines of text.</summary>
public sealed class TextPictureTests
{
    private const string Ok = "COMPLETED/SUCCESSFUL";

    private static readonly RunSnapshot s_failed = PictureRun.Of(
        "COMPLETED/FAILED", 60,
        [
            $"Build|3-20|{Ok}", $"Unit tests|20-30|{Ok}", "Lint|20-26|COMPLETED/STOPPED", "End-to-end|22-50|COMPLETED/FAILED|2",
            "Deploy|50-50|COMPLETED/NOT_RUN",
        ]);

    private static string[] Body(RunTimeline timeline, int width, bool isUnicode = true) =>
        [.. new TextPicture(timeline, width, isUnicode).Lines().SkipWhile(l => l.Length > 0).Skip(1)];

    [Fact]
    public void Each_step_has_a_row_with_its_bar_its_time_and_its_result() => Assert.Equal(
        [
            "                         0:00          0:30",
            "◆ ✓   Build              ·████████                    0:17 SUCCESSFUL",
            "  ✓ ┌ Unit tests                  █████               0:10 SUCCESSFUL",
            "  ! │ Lint                        ▓▓▓                 0:06 STOPPED",
            "◆ ✗ └ End-to-end (run 2)          ·█████████████      0:28 FAILED",
            "  -   Deploy                                               NOT_RUN",
            "◆ Critical path: Build > End-to-end; 0:45 of 1:00, the rest is waiting",
            "┌│└ in parallel   ·· waiting",
        ],
        Body(s_failed.At(99), 70));

    [Fact]
    public void Without_blocks_it_is_ASCII()
    {
        string[] lines = [.. new TextPicture(s_failed.At(99), 70, isUnicode: false).Lines()];
        Assert.All(lines, l => Assert.All(l, c => Assert.InRange(c, ' ', '~')));
        Assert.Contains("* x \\ End-to-end (run 2)          .xxxxxxxxxxxxx      0:28 FAILED", lines);
    }

    [Fact]
    public void A_run_that_goes_on_shows_what_runs_and_what_waits()
    {
        RunTimeline running = PictureRun.Of("IN_PROGRESS/RUNNING", $"Build|0-20|{Ok}", "Test|20-|IN_PROGRESS", "Deploy||PENDING").At(40);
        Assert.Equal("Run #42 of team/app: RUNNING, 0:40", new TextPicture(running, 79, true).Lines()[0]);
        Assert.Equal(
            "* > Test                     ================> 0:20 IN_PROGRESS", Body(running, 64, isUnicode: false)[2]);
        RunTimeline paused = PictureRun.Of("IN_PROGRESS/PAUSED", $"Build|0-20|{Ok}", "Deploy||PENDING/PAUSEDm").At(40);
        Assert.Equal("Run #42 of team/app: PAUSED, 0:40", new TextPicture(paused, 79, true).Lines()[0]);
        string[] lines = Body(paused, 64);
        Assert.Matches("^  \\? Deploy +·{10,} +PAUSED$", lines[2]);
        Assert.Contains(
            "The run waits for a person to start the step 'Deploy' on its page.", string.Join(" ", lines), StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_is_wider_than_the_window()
    {
        int looked = 0;
        foreach (int width in new[] { 20, 25, 30, 40, 59, 79, 119, 199, 500 })
        {
            foreach (int count in new[] { 0, 1, 3, 100 })
            {
                string[] steps =
                [
                    .. Enumerable.Range(0, count).Select(i =>
                        $"{(i % 3 == 0 ? "界世" + new string('長', i) : "Step " + new string('x', 2 * i))} {i}"
                            + $"|{i * 9}-{(i * 9) + (i % 5 * 7)}|{(i % 7 == 3 ? "COMPLETED/FAILED" : Ok)}|{i % 4}"),
                ];
                foreach (bool isUnicode in new[] { true, false })
                {
                    IReadOnlyList<string> lines = new TextPicture(PictureRun.Of(Ok, steps).At(99999), width, isUnicode).Lines();
                    Assert.All(lines, l => Assert.True(TextCells.Width(l) <= width, $"{width}: '{l}'"));
                    Assert.True(lines.Count > count);
                    looked++;
                }
            }
        }

        Assert.Equal(72, looked);
    }

    [Fact]
    public void A_long_name_is_cut_in_its_middle() => Assert.StartsWith(
        "◆ ✓ Deploy of every…s to production ██",
        Body(PictureRun.Of(Ok, $"Deploy of everything that there is to production|0-9|{Ok}").At(9), 100)[1], StringComparison.Ordinal);

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(30)]
    public void What_does_not_fit_into_the_window_is_counted_and_what_runs_is_shown(int height)
    {
        string[] steps = [.. Enumerable.Range(0, 60)
            .Select(i => i < 40 ? $"S{i}|{i}-{i + 1}|{Ok}" : i == 40 ? "S40|40-|IN_PROGRESS" : $"S{i}||PENDING")];
        IReadOnlyList<string> lines = new TextPicture(PictureRun.Of("IN_PROGRESS/RUNNING", steps).At(50), 79, true).Lines(height);
        Assert.InRange(lines.Count, 1, height);
        if (height >= 8)
        {
            Assert.Contains(lines, l => l.Contains("► S40 ", StringComparison.Ordinal));
            string more = Assert.Single(lines, l => l.Contains("more above", StringComparison.Ordinal));
            int[] counts = [.. System.Text.RegularExpressions.Regex.Matches(more, "\\d+").Select(m => int.Parse(m.Value, null))];
            Assert.Equal(60, counts[0] + counts[1] + lines.Count(l => l.Contains(" S", StringComparison.Ordinal) && !l.Contains('>')));
        }
    }

    [Theory]
    [InlineData(0, "\u2026 45 more below")]
    [InlineData(59, "\u2026 45 more above")]
    [InlineData(30, "\u2026 23 more above, 22 below")]
    public void Only_sides_that_have_more_are_counted(int current, string more)
    {
        string[] steps = [.. Enumerable.Range(0, 60)
            .Select(i => i < current ? $"S{i}|{i}-{i + 1}|{Ok}" : i == current ? $"S{i}|{i}-|IN_PROGRESS" : $"S{i}||PENDING")];
        IReadOnlyList<string> lines = new TextPicture(PictureRun.Of("IN_PROGRESS/RUNNING", steps).At(70), 79, true).Lines(22);
        Assert.Equal(more, Assert.Single(lines, l => l.Contains(" more ", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_Bitbucket_says_about_a_step_is_shown()
    {
        RunSnapshot run = PictureRun.Of("COMPLETED/FAILED", $"Build|0-9|{Ok}", "Test|9-20|COMPLETED/ERROR");
        run.Steps[1].StateDetail!.Error = new Api.Models.StateError { Message = "Container 'docker' exceeded its \u001b[2Jmemory limit." };
        Assert.Contains("Test: Container 'docker' exceeded its memory limit.", new TextPicture(run.At(20), 79, true).Lines());
    }

    [Fact]
    public void Names_are_harmless()
    {
        RunSnapshot run = PictureRun.Of(
            Ok, $"\u001b]0;owned\u0007 \u001b[2Jbad\r\n\tname|0-9|{Ok}", $"\u202etxt.exe|9-12|{Ok}",
            $"\u001b[31mred|12-13|COMPLETED/ODD\u001b[2J");
        string all = string.Join("\n", new TextPicture(run.At(13), 100, true).Lines());
        Assert.DoesNotContain('\u001b', all);
        Assert.DoesNotContain('\u202e', all);
        Assert.DoesNotContain('\r', all);
        Assert.DoesNotContain('\t', all);
        Assert.Contains("bad  name", all, StringComparison.Ordinal);
    }
}
