using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines.Tests;

/// <summary>Tests what is written while a run is watched, and how its page is opened.</summary>
public sealed class RunViewTests
{
    private readonly List<string> _written = [];

    [Fact]
    public void A_frame_is_drawn_in_one_piece_over_the_one_before_and_only_if_it_is_another()
    {
        var screen = new RunScreen(_written.Add);
        screen.Draw(["one", "two"], 80, 24);
        screen.Draw(["one", "two"], 80, 24);
        screen.Draw(["one", "three"], 80, 24);
        Assert.Equal(2, _written.Count);
        Assert.StartsWith("\u001b[?1049h\u001b[?25l", _written[0], StringComparison.Ordinal);
        Assert.Equal("\u001b[Hone\u001b[K\r\nthree\u001b[K\u001b[J", _written[1]);
        screen.Draw(["one", "three"], 100, 24);
        Assert.StartsWith("\u001b[2J\u001b[H", _written[2], StringComparison.Ordinal);
        screen.Close();
        screen.Close();
        Assert.Equal("\u001b[?25h\u001b[?1049l", _written[3]);
        Assert.Equal(4, _written.Count);
    }

    [Fact]
    public void A_screen_that_was_never_drawn_has_nothing_to_give_back()
    {
        new RunScreen(_written.Add).Close();
        Assert.Empty(_written);
    }

    [Fact]
    public void Where_nothing_can_be_replaced_each_change_of_a_step_is_a_line()
    {
        RunSnapshot first = PictureRun.Of("IN_PROGRESS/RUNNING", "A||PENDING", "B||PENDING");
        using var view = new RunView(null, new VirtualClock(), first, _written.Add);
        view.Begin();
        string[] states = ["PENDING", "IN_PROGRESS", "IN_PROGRESS", "COMPLETED/FAILED"];
        foreach (string state in states)
        {
            RunSnapshot now = PictureRun.Of(
                "IN_PROGRESS/RUNNING", $"A|{(state == "PENDING" ? "" : "0-7")}|{state}", "B||COMPLETED/NOT_RUN");
            view.Show(now.Run, now.Steps);
            view.Tick();
        }

        Assert.StartsWith("Watching run #42 of team/app (", _written[0], StringComparison.Ordinal);
        Assert.Equal(["A: FAILED in 0:07", "A: IN_PROGRESS", "B: NOT_RUN"], _written.Skip(1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://bitbucket.org/x", "DISPLAY=:0", true)]
    [InlineData("http://127.0.0.1/x", "BROWSER=/bin/firefox", true)]
    [InlineData("https://bitbucket.org/x", "BROWSER=/bin/firefox;CI=true", true)]
    [InlineData("https://bitbucket.org/x", "DISPLAY=:0;CI=true", false)]
    [InlineData("https://bitbucket.org/x", "DISPLAY=:0;TF_BUILD=True", false)]
    [InlineData("file:///etc/passwd", "DISPLAY=:0;BROWSER=x", false)]
    [InlineData("ms-settings:x", "DISPLAY=:0;BROWSER=x", false)]
    public void A_page_is_opened_where_there_is_a_browser(string address, string variables, bool opens)
    {
        var set = variables.Split(';').Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        var browser = new Browser(
            name => set.GetValueOrDefault(name),
            (program, page) =>
            {
                _written.Add($"{program} {page}");
                return true;
            });
        Assert.Equal(opens, browser.Open(new Uri(address)));
        Assert.Equal(opens ? 1 : 0, _written.Count);
        Assert.All(_written, w => Assert.EndsWith(" " + address, w, StringComparison.Ordinal));
    }

    [Fact]
    public void Over_ssh_without_a_display_there_is_no_browser() =>
        Assert.False(new Browser(name => name == "SSH_CONNECTION" ? "x" : null, (_, _) => true).Open(new Uri("https://bitbucket.org/")));
}
