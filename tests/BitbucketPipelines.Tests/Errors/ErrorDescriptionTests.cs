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
    [InlineData(404, "No. [GET repositories/a/b]")]
    [InlineData(500, "No.")]
    public void What_is_not_there_is_named_with_its_request(int status, string message) =>
        Assert.Equal(message, ErrorDescription.From(Failure(status), null, null).Message);

    [Fact]
    public void Another_message_leaves_id_category_and_cause_as_they_are()
    {
        BitbucketApiException failure = Failure(409);
        ErrorDescription error = ErrorDescription.From(failure, null, null) with { Message = "Made by hand." };
        Assert.Equal((ErrorId.AlreadyExists, ErrorCategory.ResourceExists, failure), (error.Id, error.Category, error.Cause));
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
