using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BitbucketPipelines.Tests;

/// <summary>Simulates a paged list of runs on <see cref="StubHandler"/>, with the kinds of paging of the services of Bitbucket.</summary>
internal sealed class FakeList(int count)
{
    /// <summary>The number of items on a page if the request does not specify it, or if it is ignored.</summary>
    public int PageLength { get; init; } = 10;

    /// <summary>Whether pagelen in the request is used.</summary>
    public bool TakesPageLength { get; init; } = true;

    /// <summary>Whether page in the request is used.</summary>
    public bool TakesPage { get; init; } = true;

    public bool TellsSize { get; init; } = true;

    public bool TellsPageLength { get; init; } = true;

    /// <summary>Whether pages announce the next one: true for each page except the last, null for all pages.</summary>
    public bool? TellsNext { get; init; } = true;

    /// <summary>Called with the page number before each page is created, to add or remove items.</summary>
    public Action<FakeList, int>? Before { get; init; }

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
            // Lacks sort and filters and points elsewhere, because it must not be followed.
            json["next"] = $"https://evil.example/2.0/x?page={page + 1}";
        }

        return Tests.Answer.Json(json.ToJsonString(new JsonSerializerOptions()));
    }
}
