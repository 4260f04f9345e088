using System.Text.Json;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for the tests of a step. All answer 404 when the step has no test report.</summary>
internal static class TestReports
{
    /// <summary>Gets the numbers of tests by result.</summary>
    public static ApiRequest<TestReport> Get(RepositoryId repository, string pipeline, string step) =>
        ApiRequest.Get($"{Of(repository, pipeline, step)}",
            WireContext.Default.TestReport);

    /// <summary>Lists the test cases.</summary>
    public static ApiRequest<Page<TestCase>> Cases(RepositoryId repository, string pipeline, string step) =>
        ApiRequest.Get($"{Of(repository, pipeline, step)}/test_cases",
            WireContext.Default.PageTestCase);

    /// <summary>Lists the reasons of a test case. The fields are not documented.</summary>
    public static ApiRequest<Page<JsonElement>> Reasons(RepositoryId repository, string pipeline, string step, string testCase) =>
        ApiRequest.Get(
            $"{Of(repository, pipeline, step)}/test_cases/{testCase}/test_case_reasons",
            WireContext.Default.PageJsonElement);

    private static FormattableString Of(RepositoryId repository, string pipeline, string step) =>
        $"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/{step}/test_reports";
}
