using System.Text;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// Draws a run as a web page that needs nothing else: the picture, and the same as a table, for people who cannot see a picture and for
/// copying. The page forbids scripts and everything from elsewhere.
/// </summary>
internal static class HtmlPicture
{
    private const string Style =
        ":root{color-scheme:light dark}body{margin:2rem auto;max-width:62rem;padding:0 1rem;"
        + "font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#1f2328;background:#fff}a{color:#0969da}"
        + "h1{font-size:1.5rem;overflow-wrap:anywhere}"
        + "svg{max-width:100%;height:auto}table{border-collapse:collapse;width:100%;font-size:14px}"
        + "caption{text-align:left;font-weight:bold;padding:.5rem 0}"
        + "th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d0d7de}td:first-child{overflow-wrap:anywhere}"
        + "@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}a{color:#58a6ff}th,td{border-color:#30363d}}";

    /// <summary>The page.</summary>
    public static string Draw(RunTimeline timeline)
    {
        string title = Markup.Text(SvgPicture.Title(timeline));
        string? address = Markup.Address(timeline.Run.Url);
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; ")
            .Append("base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append($"<title>{title}</title>\n<style>{Style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n");
        foreach (string fact in SvgPicture.Facts(timeline))
        {
            page.Append($"<p>{Markup.Text(fact)}</p>\n");
        }

        page.Append(address is null ? "" : $"<p><a href=\"{address}\">Open the run in Bitbucket</a></p>\n")
            .Append(new SvgPicture(timeline).Draw())
            .Append("<table>\n<caption>Steps</caption>\n<thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Result</th>")
            .Append("<th scope=\"col\">Started after</th><th scope=\"col\">Duration</th><th scope=\"col\">Critical path</th>")
            .Append("</tr></thead>\n<tbody>\n");
        foreach (TimelineStep step in timeline.Steps)
        {
            string name = Markup.Text(PictureWords.Name(step.Step) + PictureWords.Again(step.Step));
            string? link = Markup.Address(step.Step.Url);
            page.Append($"<tr><td>{(link is null ? name : $"<a href=\"{link}\">{name}</a>")}</td>")
                .Append($"<td>{Markup.Text(PictureWords.Status(step.Step))}</td>")
                .Append($"<td>{(step.Start is { } start ? Display.Duration(start) : "")}</td><td>{PictureWords.Time(step)}</td>")
                .Append($"<td>{(step.IsCritical ? "yes" : "")}</td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n");
        foreach (string note in PictureWords.Notes(timeline))
        {
            page.Append($"<p>{Markup.Text(note)}</p>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }
}
