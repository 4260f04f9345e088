using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

public class ApiPathTests
{
    [Theory]
    [InlineData("{b5d2ab02-2013-415e-b146-61ff3bf19502}", "%7Bb5d2ab02-2013-415e-b146-61ff3bf19502%7D")]
    [InlineData("{}", "%7B%7D")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("../x", "..%2Fx")]
    [InlineData("..\\x", "..%5Cx")]
    [InlineData("...", "...")]
    [InlineData("a b", "a%20b")]
    [InlineData("a?b#c&d=e", "a%3Fb%23c%26d%3De")]
    [InlineData("über/中文", "%C3%BCber%2F%E4%B8%AD%E6%96%87")]
    [InlineData("100%", "100%25")]
    [InlineData("%7Bx%7D", "%257Bx%257D")]
    [InlineData("{0}", "%7B0%7D")]
    [InlineData("plain-name_1.2~x", "plain-name_1.2~x")]
    public void A_hole_becomes_exactly_one_encoded_segment(string value, string expected)
    {
        Assert.Equal($"a/{expected}/z", ApiPath.Format($"a/{value}/z"));
        Assert.Equal(value, Uri.UnescapeDataString(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(".")]
    [InlineData("..")]
    public void A_hole_that_would_change_the_path_is_refused(string? value) =>
        Assert.Throws<ArgumentException>(() => ApiPath.Format($"repositories/{value}/x"));

    [Fact]
    public void The_text_around_the_holes_stays_as_it_is() =>
        Assert.Equal("a%20b/7/c/", ApiPath.Format($"a%20b/{7}/c/"));

    [Fact]
    public void Numbers_are_written_the_same_everywhere() =>
        Assert.Equal("n/1234567.5", ApiPath.Format($"n/{1234567.5}"));

    [Fact]
    public async Task The_encoded_path_reaches_the_wire_unchanged()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.Json("{}"));
        foreach (string value in new[] { "{b5d2ab02-2013-415e-b146-61ff3bf19502}", "../../user", "feature/a b", "50%", "%2e%2e", "a+b",
            "é" })
        {
            await api.Client.SendAsync(ApiRequest.GetBytes($"repositories/{value}/end"), default);
            Assert.Equal($"/2.0/repositories/{Uri.EscapeDataString(value)}/end", api.Stub.Requests[^1].Uri.PathAndQuery);
        }
    }

    [Fact]
    public async Task Query_values_are_encoded_once_and_names_may_repeat()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "x", Answer.Json("{}"));
        await api.Client.SendAsync(
            ApiRequest.GetBytes($"x").With("status", "A&B").With("status", "50%").With("q", "name ~ \"é/{x}\"").With("none", null),
            default);
        Assert.Equal("?status=A%26B&status=50%25&q=name%20~%20%22%C3%A9%2F%7Bx%7D%22", api.Stub.Request.Uri.Query);
    }
}
