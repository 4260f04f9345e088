using System.Text;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>The requests of environments, deployments, runners and the OpenID documents: method, path, query and body.</summary>
public sealed class EnvironmentRequestTests
{
    private const string Uuid = "{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}";
    private const string Escaped = "%7B0c1f6f5e-6f0e-4a6e-9a43-0123456789ab%7D";
    private const string Repo = "repositories/acme/app";
    private static readonly RepositoryId s_repo = new("acme", "app");

    public static TheoryData<string, string, string?, bool> Operations => new()
    {
        { "environments", $"GET {Repo}/environments/", null, true },
        { "environment", $"GET {Repo}/environments/{Escaped}", null, true },
        { "create environment", $"POST {Repo}/environments/", """{"name":"é","environment_type":{"name":"Test"}}""", false },
        { "rename environment", $"POST {Repo}/environments/{Escaped}/changes", """{"change":{"name":"x"}}""", true },
        { "restrict environment", $"POST {Repo}/environments/{Escaped}/changes", """{"change":{"restrictions":{"admin_only":false}}}""", true },
        { "delete environment", $"DELETE {Repo}/environments/{Escaped}", null, true },
        { "deployments", $"GET {Repo}/deployments/", null, true },
        { "deployment", $"GET {Repo}/deployments/{Escaped}", null, true },
        { "repository runners", $"GET {Repo}/pipelines-config/runners", null, true },
        { "repository runner", $"GET {Repo}/pipelines-config/runners/{Escaped}", null, true },
        { "create repository runner", $"POST {Repo}/pipelines-config/runners", """{"name":"r","labels":["self.hosted","linux"]}""", false },
        { "update repository runner", $"PUT {Repo}/pipelines-config/runners/{Escaped}", """{"name":"r","labels":["self.hosted","linux"]}""", true },
        { "delete repository runner", $"DELETE {Repo}/pipelines-config/runners/{Escaped}", null, true },
        { "workspace runners", "GET workspaces/acme/pipelines-config/runners", null, true },
        { "workspace runner", $"GET workspaces/acme/pipelines-config/runners/{Escaped}", null, true },
        { "create workspace runner", "POST workspaces/acme/pipelines-config/runners", """{"name":"r","labels":["self.hosted","linux"]}""", false },
        { "update workspace runner", $"PUT workspaces/acme/pipelines-config/runners/{Escaped}", """{"name":"r","labels":["self.hosted","linux"]}""", true },
        { "delete workspace runner", $"DELETE workspaces/acme/pipelines-config/runners/{Escaped}", null, true },
        { "oidc configuration", "GET workspaces/acme/pipelines-config/identity/oidc/.well-known/openid-configuration", null, true },
        { "oidc keys", "GET workspaces/acme/pipelines-config/identity/oidc/keys.json", null, true },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_operation(string name, string expected, string? body, bool repeatable)
    {
        ApiRequest request = Build(name);
        Assert.Equal(expected, request.ToString());
        Assert.Equal(
            body, request.Body is null ? null : System.Text.RegularExpressions.Regex.Unescape(Encoding.UTF8.GetString(request.Body)));
        Assert.Empty(request.Query);
        Assert.Equal(repeatable, request.Repeatable);
        Assert.Equal(name.StartsWith("oidc", StringComparison.Ordinal), request.Anonymous);
    }

    [Fact]
    public async Task The_OpenID_documents_are_asked_for_without_credentials()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "workspaces/acme/.*/openid-configuration", Answer.Json("""{"issuer":"https://i","jwks_uri":"https://k","claims_supported":["sub"],"more":1}"""))
            .On("GET", "workspaces/acme/.*/keys.json", Answer.Json("""{"keys":[{"kid":"1","kty":"RSA","use":"sig","alg":"RS256","n":"n","e":"AQAB","x5c":["c"],"x5t":"t"}]}"""));
        OidcConfiguration configuration = await api.Client.SendAsync(OpenIdConnect.Configuration("acme"), default);
        OidcKey key = Assert.Single((await api.Client.SendAsync(OpenIdConnect.Keys("acme"), default)).Keys!);
        Assert.All(api.Stub.Requests, r => Assert.False(r.Headers.ContainsKey("Authorization")));
        Assert.Equal(("https://i", "https://k", "sub"), (configuration.Issuer, configuration.JwksUri, configuration.SupportedClaims![0]));
        Assert.Equal("1", configuration.AdditionalProperties!["more"].GetRawText());
        Assert.Equal(
            ("1", "RSA", "sig", "RS256", "n", "AQAB"), (key.KeyId, key.KeyType, key.Use, key.Algorithm, key.Modulus, key.Exponent));
        Assert.Equal("c", Assert.Single(key.CertificateChain!));
        Assert.True(key.AdditionalProperties!.ContainsKey("x5t"));
    }

    [Theory]
    [InlineData("acme", null)]
    [InlineData("{0C1F6F5E-6f0e-4a6e-9a43-0123456789ab}", "ari:cloud:bitbucket::workspace/0c1f6f5e-6f0e-4a6e-9a43-0123456789ab")]
    public void The_audience_is_known_where_the_uuid_of_the_workspace_is(string workspace, string? audience) =>
        Assert.Equal(audience, new OidcConfiguration { Workspace = workspace }.Audience);

    private static ApiRequest Build(string name)
    {
        RunnerScope scope = name.Contains("workspace", StringComparison.Ordinal)
            ? RunnerScope.OfWorkspace("acme")
            : RunnerScope.OfRepository(s_repo);
        var runner = new RunnerBody { Name = "r", Labels = ["self.hosted", "linux"] };
        return name switch
        {
            "environments" => Environments.List(s_repo),
            "environment" => Environments.Get(s_repo, Uuid),
            "create environment" =>
                Environments.Create(s_repo, new EnvironmentBody { Name = "é", EnvironmentType = new EnvironmentKind { Name = "Test" } }),
            "rename environment" => Environments.Change(s_repo, Uuid, new EnvironmentChange { Name = "x" }),
            "restrict environment" =>
                Environments.Change(
                    s_repo, Uuid, new EnvironmentChange { Restrictions = new EnvironmentRestrictions { AdminOnly = false } }),
            "delete environment" => Environments.Delete(s_repo, Uuid),
            "deployments" => Deployments.List(s_repo),
            "deployment" => Deployments.Get(s_repo, Uuid),
            "oidc configuration" => OpenIdConnect.Configuration("acme"),
            "oidc keys" => OpenIdConnect.Keys("acme"),
            _ when name.StartsWith("create", StringComparison.Ordinal) => Runners.Create(scope, runner),
            _ when name.StartsWith("update", StringComparison.Ordinal) => Runners.Update(scope, Uuid, runner),
            _ when name.StartsWith("delete", StringComparison.Ordinal) => Runners.Delete(scope, Uuid),
            _ when name.EndsWith('s') => Runners.List(scope),
            _ => Runners.Get(scope, Uuid),
        };
    }
}
