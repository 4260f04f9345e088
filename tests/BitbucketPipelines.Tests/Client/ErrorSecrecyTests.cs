using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>An error page may contain data of the caller or a token, so a body that is not Bitbucket's JSON is never shown.</summary>
public class ErrorSecrecyTests
{
    private const string Secret = "XSECRETX";

    public static TheoryData<string, string> Bodies => new()
    {
        { "text/html", Page() },
        { "application/json", Page() },
        { "text/plain", Secret },
        { "application/xml", $"<Error><Message>{Secret}</Message></Error>" },
        { "application/json", $"{Secret}" },
        { "application/json", $"t{Secret}" },
        { "application/json", $"nul{Secret}" },
        { "application/json", $"\"{Secret}" },
        { "application/json", $"{{\"token\":\"{Secret}\"" },
        { "application/json", $"{{\"token\":\"{Secret}\"}}" },
        { "application/json", $"[\"{Secret}\"]" },
        { "application/json", $"\"{Secret}\"" },
        { "application/json", $"{{\"build_number\":\"{Secret}\"}}" },
        { "application/json", $"{{\"created_on\":\"{Secret}\"}}" },
        { "application/json", $"{{\"target\":\"{Secret}\"}}" },
        { "application/json", $"{{\"{Secret}\":tru}}" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_page_in_place_of_an_error_is_not_shown(string type, string body)
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Answer.Text(body, type, 404));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(404, e.StatusCode);
        Failures.HidesSecret(e, Secret);
        Assert.DoesNotContain(Secret, api.Told);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Neither_is_one_in_place_of_an_answer(string type, string body)
    {
        foreach (ApiRequest<Api.Models.Pipeline> request in new[] { Failures.Get(), Failures.Create() })
        {
            using var api = new TestApi();
            api.Stub.Always(request.Method.Method, ".*", Answer.Text(body, type));
            Exception? e = await Record.ExceptionAsync(() => api.Client.SendAsync(request, default));
            Failures.HidesSecret(Assert.IsType<BitbucketApiException>(e), Secret);
            Assert.DoesNotContain(Secret, api.Told);
        }
    }

    [Fact]
    public async Task An_error_page_is_read_only_so_far()
    {
        using var api = new TestApi();
        byte[] endless = new byte[10_000_000];
        api.Stub.On("POST", Failures.CreatePath, Answer.Bytes(endless, "text/html", 500));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Contains("65,536 bytes, not shown", e.Message);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Bearer")]
    public async Task Credentials_are_in_no_failure(string kind)
    {
        using var api = new TestApi(o => o with
        {
            Retry = new RetryPolicy { MaxAttempts = 1 },
            Credential = kind == "Basic" ? ApiCredential.Basic("me@example.org", () => Secret) : ApiCredential.Bearer(() => Secret),
        });
        foreach (Respond answer in new[] { Answer.Error(401, "No"), Answer.Refused, Answer.Broken,
            Answer.Redirect("https://evil.example/") })
        {
            api.Stub.On("POST", Failures.CreatePath, answer);
            BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
            Failures.HidesSecret(e, Secret);
            Failures.HidesSecret(e, api.Stub.Requests[^1].Authorization!.Split(' ')[1]);
        }
    }

    private static string Page() =>
        "<!DOCTYPE html><html><head><meta name=\"token\" "
            + $"content=\"{Secret}\"></head><body>{new string('x', 25_000)}{Secret}</body></html>";
}
