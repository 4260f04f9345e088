using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Lists by pages.</summary>
internal static class Paging
{
    /// <summary>A list of the core (repositories, branches, pull requests): its <c>next</c> keeps the whole query.</summary>
    public static EmulatorResponse Core<T>(EmulatorRequest request, IReadOnlyList<T> items, Func<T, JsonNode> render, int maximum = 100) =>
        Page(request, items, render, maximum, service: false);

    /// <summary>
    /// A list of the pipelines services: <c>next</c> loses sort, filters and fields, and for years was missing altogether
    /// (BCLOUD-20639). Which of the two is a switch.
    /// </summary>
    public static EmulatorResponse Service<T>(EmulatorRequest request, IReadOnlyList<T> items, Func<T, JsonNode> render) =>
        Page(request, items, render, 100, service: true);

    /// <summary>Everything on one page whatever was asked, as the list of steps does.</summary>
    public static EmulatorResponse Whole<T>(IReadOnlyList<T> items, Func<T, JsonNode> render) => EmulatorResponse.Ok(new JsonObject
    {
        ["page"] = 1,
        ["pagelen"] = Math.Max(100, items.Count),
        ["size"] = items.Count,
        ["values"] = JsonList.Of(items.Select(render)),
    });

    private static EmulatorResponse Page<T>(
        EmulatorRequest request, IReadOnlyList<T> items, Func<T, JsonNode> render, int maximum, bool service)
    {
        EmulatorBehavior behavior = request.State.Behavior;
        int length = Number(request, "pagelen", behavior.DefaultPageLength, maximum);
        int page = Number(request, "page", 1, int.MaxValue);
        long skip = (page - 1L) * length;
        var body = new JsonObject
        {
            ["page"] = page,
            ["pagelen"] = length,
            ["size"] = items.Count,
            ["values"] = JsonList.Of(items.Skip((int)Math.Min(skip, int.MaxValue)).Take(length).Select(render)),
        };
        bool more = skip + length < items.Count;
        if (more && !(service && behavior.Next == NextLinkStyle.Missing))
        {
            body["next"] = Link(request, page + 1, length, service);
        }

        if (page > 1 && !service)
        {
            body["previous"] = Link(request, page - 1, length, service);
        }

        return EmulatorResponse.Ok(body);
    }

    private static int Number(EmulatorRequest request, string name, int fallback, int maximum)
    {
        string? text = request.Query.First(name);
        if (text is null)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= maximum
            ? value
            : throw ApiErrors.Core(400, $"Invalid {name}");
    }

    private static string Link(EmulatorRequest request, int page, int length, bool service)
    {
        EmulatorState state = request.State;
        Uri root = service && state.Behavior.Next == NextLinkStyle.Foreign ? state.StorageUri : state.SiteUri;
        var link = new StringBuilder(root.AbsoluteUri.TrimEnd('/')).Append(request.RawPath).Append('?');
        if (!service)
        {
            foreach ((string name, string value) in request.Query.Items.Where(item => item.Key is not ("page" or "pagelen")))
            {
                link.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
            }
        }

        return link.Append(CultureInfo.InvariantCulture, $"pagelen={length}&page={page}").ToString();
    }
}
