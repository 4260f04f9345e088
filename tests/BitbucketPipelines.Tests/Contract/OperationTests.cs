using System.Text;
using System.Text.Json;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>Every operation: what is sent for it, to the letter, and that this is what the documentation says.</summary>
public sealed class OperationTests
{
    public static TheoryData<string> Ids => [.. Operations.All.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Sends(string id)
    {
        (string expected, Func<ApiRequest> make) = Operations.All[id];
        Assert.Equal(expected, Show(make()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_sent_twice_only_when_that_does_no_harm(string id)
    {
        ApiRequest request = Operations.All[id].Make();
        Assert.Equal(request.Method != HttpMethod.Post || id is "updateEnvironmentForRepository", request.Repeatable);
    }

    [Fact]
    public void There_is_a_row_for_each_documented_operation() => Assert.Equal(
        DocumentedOperation.All.Keys.Order(StringComparer.Ordinal), Operations.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_sent_as_documented(string id)
    {
        ApiRequest request = Operations.All[id].Make();
        DocumentedOperation documented = DocumentedOperation.All[id];
        Assert.Equal(documented.Method, request.Method.Method);
        Assert.True(documented.Matches(request.Path), $"{request.Path} is not {documented.Path}.");
        Assert.Empty(request.Query.Select(q => q.Key).Except(documented.Query ?? []));

        bool hasBody = documented.Body is not null || Operations.WithUndocumentedBody.Contains(id);
        Assert.Equal(hasBody, request.Body is not null);
        if (documented.Body is not null)
        {
            using var json = JsonDocument.Parse(request.Body!);
            string[] sent = [.. json.RootElement.EnumerateObject().Select(p => p.Name)];
            // The discriminator is documented as required everywhere; where the service really needs it, the row has it.
            Assert.Empty(documented.Required!.Except(sent).Except(["type"]));
            Assert.Empty(sent.Except(documented.Body).Except(Operations.UndocumentedProperties));
        }
    }

    private static string Show(ApiRequest request)
    {
        string query = string.Join("&", request.Query.Select(q => $"{q.Key}={q.Value}"));
        return $"{request} {query} {(request.Body is null ? "" : Encoding.UTF8.GetString(request.Body))}".Replace("  ", " ",
            StringComparison.Ordinal).TrimEnd();
    }
}
