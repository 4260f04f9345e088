using System.Xml.Linq;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests;

/// <summary>Tests the picture of a run as a file: whole, valid and harmless.</summary>
public sealed class PictureFileTests
{
    private const string Ok = "COMPLETED/SUCCESSFUL";
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private static readonly string[] s_hostile =
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title></style></svg>", "javascript:alert(1)", "]]>", "<!--",
        "&lt;b&gt;", "' onload='x", "\u0000\u0001\u001b[31m", "\ud800", "\uffff", "a\u2028b", "{{7*7}}",
    ];

    public static TheoryData<int> Counts => [0, 1, 4, 12, 40, 100];

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_picture_is_valid_and_each_step_is_a_link_with_a_tooltip(int count)
    {
        string[] steps = [.. Enumerable.Range(0, count).Select(i => $"Step {i}|{i * 10}-{(i * 10) + 9}|{Ok}")];
        XElement svg = XDocument.Parse(new SvgPicture(PictureRun.Of(Ok, steps).At(2000)).Draw()).Root!;
        XElement[] links = [.. svg.Descendants(s_svg + "a")];
        Assert.Equal(count + 1, links.Length);
        Assert.All(links, a => Assert.StartsWith(
            "https://bitbucket.org/team/app/pipelines/results/42", a.Attribute("href")!.Value, StringComparison.Ordinal));
        Assert.All(links, a => Assert.NotEmpty(a.Element(s_svg + "title")!.Value));
        Assert.NotEmpty(svg.Element(s_svg + "title")!.Value);
        double height = (double)svg.Attribute("height")!;
        Assert.All(svg.Descendants(s_svg + "text"), t => Assert.InRange((double)t.Attribute("y")!, 0, height));
        Assert.All(svg.Descendants(s_svg + "rect"), r => Assert.InRange((double)r.Attribute("x")! + (double)r.Attribute("width")!, 0, 960));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_loaded_from_elsewhere_and_both_themes_are_there(bool isSvg)
    {
        string text = Draw(PictureRun.Of(Ok, $"Build|0-9|{Ok}"), isSvg);
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", text, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_has_a_language_a_title_and_the_steps_as_a_table()
    {
        string page = Draw(PictureRun.Of("COMPLETED/FAILED", $"Build|0-9|{Ok}", "Test|9-20|COMPLETED/FAILED"), isSvg: false);
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("<title>Run #42 of team/app: FAILED in 0:20</title>", page, StringComparison.Ordinal);
        Assert.Contains(
            "results/42/steps/%7BTest%7D\">Test</a></td><td>FAILED</td><td>0:09</td><td>0:11</td><td>yes</td>", page,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_names_are_broken_inside_of_words()
    {
        string page = Draw(PictureRun.Of(Ok, $"{new string('x', 300)}|0-9|{Ok}"), isSvg: false);
        Assert.Contains("td:first-child{overflow-wrap:anywhere}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d0d7de;", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_Bitbucket_says_about_a_step_and_the_legend_are_sentences(bool isSvg)
    {
        RunSnapshot run = PictureRun.Of("IN_PROGRESS/HALTED", "Build||PENDING/HALTED");
        run.Steps[0].StateDetail!.Error = new Api.Models.StateError { Message = "No <minutes> are left." };
        string text = Draw(run, isSvg);
        Assert.Contains(">Dots: the run waited for the step<", text, StringComparison.Ordinal);
        Assert.Contains(">Build: No &lt;minutes&gt; are left.<", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Names_of_anyone_stay_text(bool isSvg)
    {
        RunSnapshot run = PictureRun.Of(Ok, [.. s_hostile.Select((name, i) => $"{name.Replace('|', '/')}|{i}-{i + 1}|{Ok}")]);
        run.Run.StateDetail!.Error = new Api.Models.StateError { Message = "<script>alert(2)</script>" };
        string text = Draw(run, isSvg);
        string markup = isSvg ? text
            : text[text.IndexOf("<svg", StringComparison.Ordinal)..(text.IndexOf("</svg>", StringComparison.Ordinal) + 6)];
        XElement svg = XDocument.Parse(markup).Root!;
        string[] known = ["svg", "title", "desc", "style", "rect", "a", "g", "text", "line", "path"];
        Assert.All(svg.DescendantsAndSelf(), e => Assert.Contains(e.Name.LocalName, known));
        Assert.All(svg.DescendantsAndSelf().Attributes(), a => Assert.False(a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)));
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://bitbucket.org/a?b=1&c=%22", "https://bitbucket.org/a?b=1&amp;c=%22")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:text/html,x", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("/relative", null)]
    [InlineData(null, null)]
    public void Only_a_web_page_is_a_link(string? url, string? address) => Assert.Equal(address, Markup.Address(url));

    private static string Draw(RunSnapshot run, bool isSvg) =>
        isSvg ? new SvgPicture(run.At(999)).Draw() : HtmlPicture.Draw(run.At(999));
}
