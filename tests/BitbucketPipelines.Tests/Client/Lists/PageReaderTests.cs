using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Lists are read to their end, whatever kind of paging the service has.</summary>
public class PageReaderTests
{
    private static readonly ApiRequest<Page<Pipeline>> s_list = Api.Endpoints.Pipelines.List(TestApi.Repo).With("status", "PASSED");

    public static TheoryData<string> Services =>
    [
        "full", "without next", "without size", "without pagelen", "with size alone", "with next alone", "with next on the last page",
        "ignores pagelen", "ignores pagelen, tells it", "ignores page", "ignores page and pagelen", "default ten, nothing told",
        "full pages, nothing told",
    ];

    private static FakeList Service(string name, int count) => name switch
    {
        "full" => new(count),
        "without next" => new(count) { TellsNext = false },
        "without size" => new(count) { TellsSize = false },
        "without pagelen" => new(count) { TellsPageLength = false },
        "with size alone" => new(count) { TellsNext = false, TellsPageLength = false },
        "with next alone" => new(count) { TellsSize = false, TellsPageLength = false },
        "with next on the last page" => new(count) { TellsNext = null },
        "ignores pagelen" => new(count) { TakesPageLength = false, TellsPageLength = false },
        "ignores pagelen, tells it" => new(count) { TakesPageLength = false, TellsNext = false, TellsSize = false },
        // The list of steps ignores paging parameters and always returns everything.
        "ignores page" =>
            new(count) { TakesPage = false, TakesPageLength = false, PageLength = 1000, TellsPageLength = false, TellsNext = null },
        "ignores page and pagelen" => new(count) { TakesPage = false, TakesPageLength = false, PageLength = 1000, TellsNext = false },
        "default ten, nothing told" =>
            new(count) { TakesPageLength = false, TellsNext = false, TellsPageLength = false, TellsSize = false },
        "full pages, nothing told" => new(count) { TellsNext = false, TellsPageLength = false, TellsSize = false },
        _ => throw new ArgumentException(name),
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_item_comes_once_and_in_order(string service)
    {
        foreach (int count in new[] { 0, 1, 9, 10, 11, 99, 100, 101, 250 })
        {
            using var api = new TestApi();
            FakeList server = Service(service, count);
            api.Stub.Always("GET", "repositories/team/app/pipelines/", server.Answer);
            List<Pipeline> all = await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
            Assert.Equal(server.Items, all.Select(p => (int)p.BuildNumber));
            Assert.All(api.Stub.Requests, r => Assert.StartsWith("?sort=-created_on&status=PASSED&pagelen=100", r.Uri.Query));
        }
    }

    [Fact]
    public async Task Ten_thousand_items_are_read_with_a_hundred_requests()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(10_000).Answer);
        List<Pipeline> all = await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.Equal(10_000, all.Select(p => p.BuildNumber).Distinct().Count());
        Assert.Equal(
            Enumerable.Range(1, 100), api.Stub.Requests.Select(r => r.Query("page") is [string page] ? int.Parse(page, null) : 1).Order());
    }

    [Fact]
    public async Task The_first_page_is_asked_for_without_a_number()
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", new FakeList(3).Answer);
        await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.Equal("?sort=-created_on&status=PASSED&pagelen=100", api.Stub.Request.Uri.Query);
    }

    [Fact]
    public async Task Nothing_is_sent_to_the_host_of_a_next_link()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(250).Answer);
        await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.All(api.Stub.Requests, r => Assert.Equal("api.bitbucket.org", r.Uri.Host));
    }

    [Fact]
    public async Task Items_that_shift_to_the_next_page_come_once()
    {
        using var api = new TestApi();
        int next = 250;
        var server = new FakeList(250)
        {
            // Three new runs are added before each page after the first.
            Before = (list, page) => list.Items.InsertRange(0, page == 1 ? [] : [next += 3, next - 1, next - 2]),
        };
        api.Stub.Always("GET", ".*", server.Answer);
        List<Pipeline> all = await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.Equal(Enumerable.Range(1, 250).Reverse(), all.Select(p => (int)p.BuildNumber));
    }

    [Fact]
    public async Task Items_without_a_key_are_all_given()
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Json("""{"values":[{"build_number":1},{"build_number":2},{"uuid":null,"build_number":3}]}"""));
        List<Pipeline> all = await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.Equal([1, 2, 3], all.Select(p => p.BuildNumber));
    }

    [Fact]
    public async Task The_count_is_known_after_the_first_page()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(250).Answer);
        using var reader = new PageReader<Pipeline>(api.Client, s_list, p => p.Uuid, default, readAhead: false);
        Assert.Null(reader.TotalCount);
        await reader.ReadAsync();
        Assert.Equal(250, reader.TotalCount);
    }

    [Fact]
    public async Task The_length_of_a_page_can_be_less()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(60).Answer);
        using var reader = new PageReader<Pipeline>(api.Client, s_list, p => p.Uuid, default, pageLength: 50);
        Assert.Equal(50, (await reader.ReadAsync())!.Count);
        Assert.Equal(10, (await reader.ReadAsync())!.Count);
        Assert.Null(await reader.ReadAsync());
        Assert.Null(await reader.ReadAsync());
        Assert.All(api.Stub.Requests, r => Assert.Equal(["50"], r.Query("pagelen")));
    }
}
