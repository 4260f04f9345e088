using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>Tests of the requests for each scope, whose paths have hyphens or underscores as in the API.</summary>
public sealed class VariableRequestTests
{
    private const string Uuid = "{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}";
    private const string Escaped = "%7B0c1f6f5e-6f0e-4a6e-9a43-0123456789ab%7D";

    public static TheoryData<string, string> Scopes => new()
    {
        { "repository", "repositories/acme/app/pipelines_config/variables" },
        { "environment", $"repositories/acme/app/deployments_config/environments/{Escaped}/variables" },
        { "workspace", "workspaces/acme/pipelines-config/variables" },
        { "team", "teams/acme/pipelines_config/variables" },
        { "user", $"users/{Escaped}/pipelines_config/variables" },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public void Every_operation_of_every_scope(string kind, string path)
    {
        VariableScope scope = Scope(kind);
        var body = new VariableBody { Key = "K", Value = "v\"é", Secured = true };
        Assert.Equal($"GET {path}", VariableOperations.List(scope).ToString());
        Assert.Equal($"GET {path}/{Escaped}", VariableOperations.Get(scope, Uuid).ToString());
        Assert.Equal($"POST {path}", VariableOperations.Create(scope, body).ToString());
        Assert.Equal($"PUT {path}/{Escaped}", VariableOperations.Update(scope, Uuid, body).ToString());
        Assert.Equal($"DELETE {path}/{Escaped}", VariableOperations.Delete(scope, Uuid).ToString());
        Assert.False(VariableOperations.Create(scope, body).Repeatable);
        Assert.True(VariableOperations.Update(scope, Uuid, body).Repeatable);
        using var json = System.Text.Json.JsonDocument.Parse(VariableOperations.Update(scope, Uuid, body).Body!);
        Assert.Equal(["key", "value", "secured"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("v\"é", json.RootElement.GetProperty("value").GetString());
    }

    [Fact]
    public void A_plain_variable_says_that_it_is_not_secured()
    {
        ApiRequest<Variable> request = VariableOperations.Create(Scope("repository"), new VariableBody { Key = "K", Value = "" });
        Assert.Equal("""{"key":"K","value":"","secured":false}""", System.Text.Encoding.UTF8.GetString(request.Body!));
    }

    private static VariableScope Scope(string kind) => kind switch
    {
        "repository" => VariableScope.OfRepository(new RepositoryId("acme", "app")),
        "environment" => VariableScope.OfEnvironment(new RepositoryId("acme", "app"), Uuid, "Production"),
        "workspace" => VariableScope.OfWorkspace("acme"),
        "team" => VariableScope.OfTeam("acme"),
        _ => VariableScope.OfUser(Uuid.Trim('{', '}')),
    };
}
