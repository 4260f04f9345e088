using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BitbucketPipelines.Tests;

/// <summary>A paged list of runs, numbered from 1, as the various services of Bitbucket give it.</summary>
internal sealed class ListServer(int count)
{
    /// <summary>How many items a page has when the request does not say, or is not listened to.</summary>
    public int PageLength { get; init; } = 10;

    /// <summary>Whether the request's pagelen counts.</summary>
    public bool TakesPageLength { get; init; } = true;

    /// <summary>Whether the request's page counts.</summary>
    public bool TakesPage { get; init; } = true;

    public bool TellsSize { get; init; } = true;

    public bool TellsPageLength { get; init; } = true;

    /// <summary>Whether pages name the next; true: each but the last, null: all of them.</summary>
    public bool? TellsNext { get; init; } = true;

    /// <summary>Called before each page is made, with its number: items may come and go.</summary>
    public Action<ListServer, int>? Before { get; init; }

    /// <summary>The numbers of the items, newest first.</summary>
    public List<int> Items { get; } = [.. Enumerable.Range(1, count).Reverse()];

    public Respond Answer => Tests.Answer.By(Page);

    private Respond Page(StubRequest request)
    {
        int Number(string name, int otherwise) =>
            request.Query(name) is [string text] ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        int page = TakesPage ? Number("page", 1) : 1;
        Before?.Invoke(this, page);
        int length = TakesPageLength ? Number("pagelen", PageLength) : PageLength;
        int[] values = [.. Items.Skip((page - 1) * length).Take(length)];
        bool last = page * length >= Items.Count;
        var json = new JsonObject
        {
            ["values"] = new JsonArray([.. values.Select(v => new JsonObject { ["uuid"] = $"{{{v}}}", ["build_number"] = v })]),
        };
        if (TellsSize)
        {
            json["size"] = Items.Count;
        }

        if (TellsPageLength)
        {
            json["pagelen"] = length;
        }

        if (TellsNext is null || (TellsNext == true && !last))
        {
            // Without sort and filters, and elsewhere: it must not be followed.
            json["next"] = $"https://evil.example/2.0/x?page={page + 1}";
        }

        return Tests.Answer.Json(json.ToJsonString(new JsonSerializerOptions()));
    }
}
