using System.Management.Automation;
using System.Net;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests.Errors;

/// <summary>The error id, the message and the advice for each kind of failure.</summary>
public sealed class ErrorDescriptionTests
{
    [Theory]
    [InlineData(304, "RequestFailed", ErrorCategory.InvalidResult)]
    [InlineData(400, "BadRequest", ErrorCategory.InvalidArgument)]
    [InlineData(401, "InvalidCredentials", ErrorCategory.AuthenticationError)]
    [InlineData(402, "PlanLimit", ErrorCategory.LimitsExceeded)]
    [InlineData(403, "PermissionDenied", ErrorCategory.PermissionDenied)]
    [InlineData(404, "NotFound", ErrorCategory.ObjectNotFound)]
    [InlineData(409, "AlreadyExists", ErrorCategory.ResourceExists)]
    [InlineData(410, "NotFound", ErrorCategory.ObjectNotFound)]
    [InlineData(422, "BadRequest", ErrorCategory.InvalidArgument)]
    [InlineData(429, "RateLimited", ErrorCategory.LimitsExceeded)]
    [InlineData(503, "ServerError", ErrorCategory.ResourceUnavailable)]
    public void A_status_has_an_id_a_category_and_an_advice(int status, string id, ErrorCategory category)
    {
        var error = ErrorDescription.From(Failure(status), null, "it");
        Assert.Equal((id, category, "it"), (error.Id.Name, error.Category, error.Target));
        Assert.NotEmpty(error.Advice);
    }

    [Fact]
    public void A_scope_that_is_missing_is_an_error_of_its_own_and_is_named()
    {
        var error = ErrorDescription.From(
            new BitbucketApiException("No.") { Kind = ApiErrorKind.Status, Status = HttpStatusCode.Forbidden, RequiredScopes = ["runner"] },
            null, null);
        Assert.Equal(ErrorId.MissingScope, error.Id);
        Assert.Contains("the scope runner", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "a/b: No. [GET repositories/a/b]")]
    [InlineData(403, "a/b: No. [GET repositories/a/b]")]
    [InlineData(500, "No.")]
    public void What_is_not_there_is_named_with_its_repository_and_request(int status, string message) =>
        Assert.Equal(message, ErrorDescription.From(Failure(status), null, null).Message);

    [Fact]
    public void The_name_of_a_repository_that_is_not_there_comes_before_the_words_of_the_server()
    {
        var failure = new BitbucketApiException("You may not have access to this repository or it no longer exists (404).")
        {
            Kind = ApiErrorKind.Status,
            Status = HttpStatusCode.NotFound,
            ServerMessage = "You may not have access to this repository or it no longer exists",
            Request = "GET repositories/acme/nosuch/pipelines/",
        };
        Assert.StartsWith(
            "Repository acme/nosuch was not found, or the credentials have no access to it. You may not",
            ErrorDescription.From(failure, null, null).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "Pipelines is not enabled", "BadRequest")]
    [InlineData(404, "Pipelines is not enabled for repository {7de1}", "NotFound")]
    [InlineData(403, "Pipelines isn't enabled for this repository.", "PermissionDenied")]
    [InlineData(409, "Pipelines has not been enabled in this repository", "AlreadyExists")]
    [InlineData(404, "Pipelines was never enabled", "NotFound")]
    [InlineData(400, "You have not enabled Pipelines", "BadRequest")]
    [InlineData(404, "Pipelines configuration for repository {7de1} not found", "NotFound")]
    [InlineData(400, "Pipelines are disabled", "BadRequest")]
    public void Pipelines_that_are_not_enabled_are_known_by_the_words_whatever_the_status(int status, string words, string id)
    {
        foreach ((string? message, string? detail) in new[] { (words, (string?)null), ("Bad request", words) })
        {
            var error = ErrorDescription.From(
                new BitbucketApiException("No.")
                {
                    Kind = ApiErrorKind.Status,
                    Status = (HttpStatusCode)status,
                    ServerMessage = message,
                    Detail = detail,
                    Request = "POST repositories/acme/empty/pipelines/",
                },
                null, null);
            Assert.Contains("Set-BbPipelineConfig -Enabled $true -Repository acme/empty", error.Advice, StringComparison.Ordinal);
            Assert.Equal(id, error.Id.Name);
            Assert.StartsWith("acme/empty: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("The runner is disabled")]
    [InlineData("Pipeline with build number '9' not found in repository {7de1}")]
    [InlineData("An invalid field was found in the JSON payload")]
    public void Other_words_do_not_mean_that_pipelines_are_not_enabled(string words) => Assert.DoesNotContain(
        "Set-BbPipelineConfig",
        ErrorDescription.From(
            new BitbucketApiException("No.") { Kind = ApiErrorKind.Status, Status = HttpStatusCode.BadRequest, Detail = words }, null, null)
            .Advice, StringComparison.Ordinal);

    [Fact]
    public void Another_message_leaves_id_category_and_cause_as_they_are()
    {
        BitbucketApiException failure = Failure(409);
        ErrorDescription error = ErrorDescription.From(failure, null, null) with { Message = "Made by hand." };
        Assert.Equal((ErrorId.AlreadyExists, ErrorCategory.ResourceExists, failure), (error.Id, error.Category, error.Cause));
    }

    [Fact]
    public void The_exception_has_the_message_that_is_shown_and_the_rest_of_the_cause()
    {
        BitbucketApiException failure = Failure(404);
        ErrorDescription error = ErrorDescription.From(failure, null, null) with { Message = "Made by hand." };
        var shown = Assert.IsType<BitbucketApiException>(error.Exception);
        Assert.Equal(("Made by hand.", 404, failure.ServerMessage), (shown.Message, shown.StatusCode, shown.ServerMessage));
        var cause = new FormatException("Wrong digit.");
        Exception wrapped = new ErrorDescription(cause, ErrorId.InvalidBody, null, "The body is wrong.", "Mend it.").Exception;
        Assert.Equal(("The body is wrong.", cause), (wrapped.Message, wrapped.InnerException));
        Assert.Same(cause, new ErrorDescription(cause, ErrorId.InvalidBody, null, "Wrong digit.", "Mend it.").Exception);
        Assert.Equal("Wrong digit.", new ErrorDescription(cause, ErrorId.InvalidBody, null, "The body is wrong.", "").Reason);
    }

    [Fact]
    public void Other_exceptions_have_none() => Assert.Null(ErrorDescription.TryFrom(new NotSupportedException(), null, null));

    [Fact]
    public async Task A_map_names_the_failures_it_knows_and_lets_the_others_pass()
    {
        static ErrorDescription? Map(Exception e) => e is FormatException ? new(e, ErrorId.InvalidBody, "x", "Wrong.", "Mend it.") : null;

        var failed = await Assert.ThrowsAsync<ErrorRecordException>(
            () => ErrorMap.RunAsync<int>(_ => throw new FormatException("f"), Map, CancellationToken.None));
        Assert.Equal((ErrorId.InvalidBody, "Wrong.", "f"), (failed.Error.Id, failed.Error.Message, failed.Message));
        Assert.True(Assert.Throws<ErrorRecordException>(
            () => ErrorMap.Run<int>(() => throw new FormatException(), Map, terminating: true)).Terminating);
        await Assert.ThrowsAsync<NotSupportedException>(
            () => ErrorMap.RunAsync<int>(_ => throw new NotSupportedException(), Map, CancellationToken.None));
        Assert.Equal(7, await ErrorMap.RunAsync(_ => Task.FromResult(7), Map, CancellationToken.None));
    }

    private static BitbucketApiException Failure(int status) => new("No.")
    {
        Kind = ApiErrorKind.Status,
        Status = (HttpStatusCode)status,
        Request = "GET repositories/a/b",
    };
}
