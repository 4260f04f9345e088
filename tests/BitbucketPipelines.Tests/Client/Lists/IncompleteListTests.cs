using System.Globalization;
using System.Reflection;
using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>
/// An incomplete list is an error and never a shorter list. A list that changes while it is read is read to its end.
/// </summary>
public class IncompleteListTests
{
    private static readonly ApiRequest<Page<Pipeline>> s_list = Api.Endpoints.Pipelines.List(TestApi.Repo);

    public static TheoryData<string> NoPages =>
    [
        "{}", """{"values":null}""", """{"values":{}}""", """{"values":"none"}""", """{"values":7}""", "[]", "null", "\"text\"", "7", "true", "",
        """{"type":"error","error":{"message":"Something went wrong"}}""", """{"error":{"message":"Something went wrong"}}""",
        """{"size":150,"page":2,"pagelen":100}""", """{"type":"error","values":[],"size":150}""", """{"values":[""", "<html></html>",
    ];

    [Theory]
    [MemberData(nameof(NoPages))]
    public async Task A_first_page_that_is_none_is_an_error(string page)
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Json(page));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.ReadAllAsync(s_list, p => p.Uuid, default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
    }

    [Theory]
    [MemberData(nameof(NoPages))]
    public async Task A_later_page_that_is_none_is_an_error_for_whoever_reads(string page)
    {
        using var api = new TestApi();
        var server = new FakeList(150);
        api.Stub.On("GET", ".*", server.Answer, Answer.Json(page));
        using var reader = new PageReader<Pipeline>(api.Client, s_list, p => p.Uuid, default);
        Assert.Equal(100, (await reader.ReadAsync())!.Count);
        BitbucketApiException e = await Failures.OfAsync(() => reader.ReadAsync());
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        // Reading on reports the same error, not the end of the list.
        Assert.Same(e, await Failures.OfAsync(() => reader.ReadAsync()));
        Assert.Equal(2, api.Stub.Requests.Length);
    }

    [Theory]
    [InlineData("""{"size":2,"values":[{"uuid":"{1}","key":"A","value":"1"},null]}""")]
    [InlineData("""{"values":[null]}""")]
    [InlineData("""{"values":[{}]}""")]
    [InlineData("""{"values":[{"uuid":"{1}","key":"A"}]}""")]
    [InlineData("""{"values":[{"uuid":"{1}","value":"1"}]}""")]
    public async Task An_item_that_is_none_makes_the_list_incomplete(string page)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.Json(page));
        ApiRequest<Page<Variable>> list = Api.Endpoints.VariableOperations.List(Api.Variables.VariableScope.OfRepository(TestApi.Repo));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.ReadAllAsync(list, v => v.Uuid, default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
    }

    /// <summary>Every list request of the client, with sample arguments.</summary>
    public static TheoryData<string> Lists => [.. ListMethods.Select(m => $"{m.DeclaringType!.Name}.{m.Name}")];

    private static IEnumerable<MethodInfo> ListMethods => typeof(ApiRequest).Assembly.GetTypes()
        .Where(t => t is { IsNested: false, Namespace: "BitbucketPipelines.Api.Endpoints" })
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(m => m.ReturnType.IsGenericType && m.ReturnType.GetGenericTypeDefinition() == typeof(ApiRequest<>)
            && m.ReturnType.GenericTypeArguments[0] is { IsGenericType: true } page && page.GetGenericTypeDefinition() == typeof(Page<>));

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task An_empty_object_is_no_item_of_any_list(string name)
    {
        MethodInfo method = ListMethods.Single(m => $"{m.DeclaringType!.Name}.{m.Name}" == name);
        object list = method.Invoke(null, [.. method.GetParameters().Select(p => Sample(p.ParameterType))])!;
        Type item = method.ReturnType.GenericTypeArguments[0].GenericTypeArguments[0];
        if (item == typeof(JsonElement))
        {
            // Items of an unknown type are not checked.
            return;
        }

        Task read = (Task)GetType()
            .GetMethod(nameof(ReadStrangeAsync), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(item)
            .Invoke(null, [list])!;
        await read;
    }

    [Fact]
    public void The_table_of_lists_is_no_empty_one() => Assert.True(ListMethods.Count() >= 14);

    private static async Task ReadStrangeAsync<T>(ApiRequest<Page<T>> list)
    {
        foreach (string page in (string[])["""{"values":[{}]}""", """{"size":1,"values":[{"links":{}}]}""", """{"values":[null]}""", """{"values":[{"uuid":"","name":""}]}"""])
        {
            using var api = new TestApi();
            api.Stub.Always("GET", ".*", Answer.Json(page));
            BitbucketApiException e = await Failures.OfAsync(() => api.Client.ReadAllAsync(list, _ => null, default));
            Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
            // Also if only the first page is requested.
            Assert.Equal(ApiErrorKind.InvalidResponse, (await Failures.OfAsync(() => api.Client.SendAsync(list, default))).Kind);
        }
    }

    private static object Sample(Type type) => type == typeof(string) ? "x"
        : type == typeof(RepositoryId) ? TestApi.Repo
        : type == typeof(RunnerScope) ? RunnerScope.OfRepository(TestApi.Repo)
        : type == typeof(Api.Variables.VariableScope) ? Api.Variables.VariableScope.OfRepository(TestApi.Repo)
        : throw new NotSupportedException(type.Name);

    [Theory]
    [InlineData("""{"size":4,"values":[{"uuid":"{1}"},{"uuid":"{2}"}],"next":"x"}""", """{"size":4,"values":[{"uuid":"{1}"},{"uuid":"{2}"}]}""")]
    [InlineData("""{"values":[{"uuid":"{1}"},{"uuid":"{2}"}],"next":"x"}""", """{"values":[{"uuid":"{1}"},{"uuid":"{2}"}]}""")]
    public async Task A_page_of_known_items_does_not_count_for_those_that_are_missing(string first, string second)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*",
            (r, t) => Answer.Json(r.Uri.Query.Contains("page=2", StringComparison.Ordinal) ? second : first)(r, t));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.ReadAllAsync(s_list, p => p.Uuid, default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(205)]
    [InlineData(299)]
    public async Task A_page_with_a_status_that_means_something_else_is_an_error(int status)
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", new FakeList(150).Answer, status == 299 ? Answer.Json("""{"values":[]}""", status) : Answer.Empty(status));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.ReadAllAsync(s_list, p => p.Uuid, default));
        Assert.Equal((ApiErrorKind.InvalidResponse, status), (e.Kind, e.StatusCode));
    }

    [Theory]
    [InlineData("""{"values":[],"size":150,"page":2,"pagelen":100}""", true)]
    [InlineData("""{"values":[]}""", true)]
    [InlineData("""{"values":[]}""", false)]
    public async Task An_empty_page_where_more_was_promised_is_an_error_after_a_second_look(string empty, bool tellsSize)
    {
        using var api = new TestApi();
        Respond good = new FakeList(150) { TellsSize = tellsSize }.Answer;
        api.Stub.Always("GET", ".*", Answer.By(r => r.Query("page") is ["2"] ? Answer.Json(empty) : good));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.ReadAllAsync(s_list, p => p.Uuid, default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Assert.Contains("100 items were read", e.Message);
        Assert.Contains("announced", e.Message);
        Assert.Equal(4, api.Stub.Requests.Length);
    }

    [Theory]
    [InlineData("""{"values":[],"size":100,"pagelen":10}""")]
    [InlineData("""{"values":[],"size":1000000000000}""")]
    public async Task An_empty_first_page_of_a_list_that_is_not_empty_is_an_error(string page)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.Json(page));
        Assert.Equal(
            ApiErrorKind.InvalidResponse, (await Failures.OfAsync(() => api.Client.ReadAllAsync(s_list, p => p.Uuid, default))).Kind);
    }

    [Fact]
    public async Task What_the_second_look_finds_is_given_once()
    {
        using var api = new TestApi();
        Respond good = new FakeList(250).Answer;
        int fault = 0;
        api.Stub.Always("GET", ".*", Answer.By(
            r => r.Query("page") is ["2"] && fault++ == 0 ? Answer.Json("""{"values":[],"size":250,"pagelen":100}""") : good));
        List<Pipeline> all = await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.Equal(Enumerable.Range(1, 250), all.Select(p => (int)p.BuildNumber).Order());
    }

    [Fact]
    public async Task An_empty_page_that_names_a_next_one_is_not_the_end()
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Json("""{"values":[],"next":"https://api.bitbucket.org/2.0/x?page=2"}"""))
            .Always("GET", ".*",
            Answer.By(r => r.Query("page") is ["2"] ? Answer.Json(Page(1, 100, next: true)) : Answer.Json(Page(101, 120, next: false))));
        Assert.Equal(
            Enumerable.Range(1, 120), (await api.Client.ReadAllAsync(s_list, p => p.Uuid, default)).Select(p => (int)p.BuildNumber));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_page_of_known_items_is_not_the_end(bool tellsSize, bool tellsNext)
    {
        using var api = new TestApi();
        int next = 150;
        var server = new FakeList(150)
        {
            TellsSize = tellsSize,
            TellsNext = tellsNext,
            // A full page of new runs is added after the first page was read.
            Before = (list, page) =>
                list.Items.InsertRange(
                    0, page == 2 && list.Items.Count == 150 ? Enumerable.Range(0, 100).Select(_ => ++next).Reverse() : []),
        };
        api.Stub.Always("GET", ".*", server.Answer);
        List<Pipeline> all = await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.Equal(Enumerable.Range(1, 150).Reverse(), all.Select(p => (int)p.BuildNumber));
    }

    [Fact]
    public async Task A_list_that_shrinks_is_read_to_its_end()
    {
        using var api = new TestApi();
        bool removed = false;
        var server = new FakeList(250)
        {
            Before = (list, page) =>
            {
                if (page == 2 && !removed)
                {
                    removed = true;
                    // Items that were already read are removed, so that the following ones move to earlier pages.
                    list.Items.RemoveRange(0, 100);
                }
            },
        };
        api.Stub.Always("GET", ".*", server.Answer);
        List<Pipeline> all = await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.Equal(Enumerable.Range(1, 250), all.Select(p => (int)p.BuildNumber).Order());
    }

    [Fact]
    public async Task A_list_that_shrinks_each_time_it_is_read_is_told()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.By(r => Answer.Json(
            r.Query("page") is ["2"] ? """{"values":[],"size":100,"page":2,"pagelen":100}""" : Page(1, 100, next: true, size: 120))));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.ReadAllAsync(s_list, p => p.Uuid, default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Assert.Contains("shorter each", e.Message);
        Assert.Equal(10, api.Stub.Requests.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_list_that_others_change_is_read_until_all_that_stays_was_there(int changes)
    {
        using var api = new TestApi();
        int next = 150;
        var server = new FakeList(150)
        {
            // Between two pages an item is added in front and one at the end is removed, so that the size says nothing.
            Before = (list, page) =>
            {
                if (page == 2 && changes-- > 0)
                {
                    list.Items.Insert(0, ++next);
                    list.Items.RemoveAt(list.Items.Count - 1);
                }
            },
        };
        api.Stub.Always("GET", ".*", server.Answer);
        List<Pipeline> all = await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.Empty(server.Items.Except(all.Select(p => (int)p.BuildNumber)));
        Assert.Equal(all.Count, all.Select(p => p.BuildNumber).Distinct().Count());
    }

    [Fact]
    public async Task A_list_that_shrinks_but_has_all_that_was_announced_is_whole()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.By(r => Answer.Json(
            r.Query("page") is ["2"] ? Page(101, 120, next: false, size: 110) : Page(1, 100, next: true, size: 120))));
        Assert.Equal(120, (await api.Client.ReadAllAsync(s_list, p => p.Uuid, default)).Count);
        Assert.Equal(4, api.Stub.Requests.Length);
    }

    [Fact]
    public async Task A_size_that_is_too_small_does_not_end_a_list()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.By(r =>
        {
            int page = r.Query("page") is [string text] ? int.Parse(text, CultureInfo.InvariantCulture) : 1;
            return Answer.Json(Page((page * 100) - 99, Math.Max((page * 100) - 100, Math.Min(page * 100, 210)), next: false, size: 1));
        }));
        Assert.Equal(210, (await api.Client.ReadAllAsync(s_list, p => p.Uuid, default)).Count);
    }

    [Fact]
    public async Task A_next_page_for_ever_is_told()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.Json(Page(1, 10, next: true)));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.ReadAllAsync(s_list, p => p.Uuid, default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Assert.Contains("no new items", e.Message);
        Assert.InRange(api.Stub.Requests.Length, 2, 10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task New_pages_for_ever_are_told(bool tellsNext)
    {
        using var api = new TestApi();
        int made = 0;
        api.Stub.Always("GET", ".*", Answer.By(_ => Answer.Json($$"""{"values":[{"uuid":"{{{++made}}}"}],{{(tellsNext ? "\"next\":\"x\"" : "\"pagelen\":1")}}}""")));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.ReadAllAsync(s_list, p => p.Uuid, default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Assert.Contains("1,000 items were read in 1,000 pages, and the maximum number of pages was reached", e.Message);
    }

    [Fact]
    public async Task A_long_list_is_read_when_its_length_is_told()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(1200) { TakesPageLength = false, PageLength = 1 }.Answer);
        Assert.Equal(1200, (await api.Client.ReadAllAsync(s_list, p => p.Uuid, default)).Count);
    }

    [Fact]
    public async Task Items_of_any_kind_that_come_again_for_ever_are_told()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.Json("""{"values":[{"x":1},{"x":1}],"next":"https://api.bitbucket.org/2.0/x"}"""));
        using var pages = new Api.Raw.JsonPageReader(api.Client, new ApiRequest { Path = "x" }, default);
        Assert.Equal(2, (await pages.ReadAsync())!.Count);
        Assert.Contains("no new items", (await Failures.OfAsync(() => pages.ReadAsync())).Message);
        Assert.InRange(api.Stub.Requests.Length, 2, 10);
    }

    [Fact]
    public async Task One_page_that_is_whole_costs_one_request()
    {
        foreach (string page in new[] { Page(1, 30, next: false, size: 30), Page(1, 30, next: false), """{"values":[]}""", """{"values":[],"size":0,"next":"x"}""" })
        {
            using var api = new TestApi();
            api.Stub.On("GET", ".*", Answer.Json(page));
            await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
            Assert.Single(api.Stub.Requests);
        }
    }

    private static string Page(int from, int to, bool next, int? size = null) =>
        $$"""{"values":[{{string.Join(',', Enumerable.Range(from, to - from + 1).Select(n => $$"""{"uuid":"{{{n}}}","build_number":{{n}}}"""))}}]{{(next ? ",\"next\":\"https://api.bitbucket.org/2.0/x\"" : "")}}{{(size is null ? "" : $",\"size\":{size}")}}}""";
}
