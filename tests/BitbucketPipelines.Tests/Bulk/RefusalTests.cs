using System.Net;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines.Tests.Bulk;

public sealed class RefusalTests
{
    private static readonly RepositoryId s_app = new("acme", "app");

    [Fact]
    public void Refusals_of_one_repository_belong_together_whatever_the_request() => Assert.Single(new[]
    {
        Row(s_app, "POST repositories/acme/app/pipelines_config/variables"),
        Row(s_app, "PUT repositories/acme/app/pipelines_config"),
        Row(s_app, "GET internal/repositories/acme/app/pipelines_config/ssh/known_hosts/"),
    }.Select(Refusal.Of).Distinct());

    [Fact]
    public void Other_failures_other_targets_and_the_source_have_errors_of_their_own()
    {
        SettingResult[] rows =
        [
            Row(s_app, "POST repositories/acme/app/pipelines_config/variables"),
            Row(s_app, "GET repositories/acme/source/pipelines_config"),
            Row(new RepositoryId("acme", "other"), "GET repositories/acme/source/pipelines_config"),
            Row(s_app, "POST repositories/acme/app/pipelines_config/variables", HttpStatusCode.BadRequest),
            Row(s_app, "POST repositories/acme/app/pipelines_config/variables", HttpStatusCode.BadRequest),
        ];
        Assert.Equal(rows.Length, rows.Select(Refusal.Of).Distinct().Count());
    }

    [Fact]
    public void The_error_counts_the_others_and_names_the_scopes_that_they_need()
    {
        var first = new ErrorDescription(ErrorId.PermissionDenied, null, "No.", "Use other credentials.");
        SettingResult[] rows = [Row(s_app, "PUT x", scopes: "a"), Row(s_app, "PUT x", scopes: "a"), Row(s_app, "PUT x", scopes: "b")];
        Assert.Equal("No.", Refusal.Of(first, [rows[0]], "setting").Message);
        Assert.Equal(
            "No. 1 more setting was refused in acme/app; the rows say which.", Refusal.Of(first, [.. rows.Take(2)], "setting").Message);
        Assert.Equal(
            "No. 2 more settings were refused in acme/app; the rows say which. They also need: b.",
            Refusal.Of(first, rows, "setting").Message);
    }

    private static SettingResult Row(
        RepositoryId target, string request, HttpStatusCode status = HttpStatusCode.Forbidden, params string[] scopes) =>
        new(SettingKind.Variable, "A", target, ItemAction.Create, ItemResult.Failed, "No.")
        {
            Failure = new ItemFailure(new BitbucketApiException("No.")
            {
                Kind = ApiErrorKind.Status,
                Status = status,
                Request = request,
                RequiredScopes = scopes,
            }),
        };
}
