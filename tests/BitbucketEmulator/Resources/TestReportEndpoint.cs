using System.Globalization;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Test reports: a summary, the cases by pages, and what a case said.</summary>
internal static class TestReportEndpoint
{
    private const string Path = StepEndpoint.Path + "/test_reports";

    public static void Register(Router router)
    {
        router.Get(Path, ScopeRule.ReadPipeline, GetSummary);
        router.Get(Path + "/test_cases", ScopeRule.ReadPipeline, ListCases);
        router.Get(Path + "/test_cases/{test_case_uuid}/test_case_reasons", ScopeRule.ReadPipeline, ListReasons);
    }

    private static EmulatorResponse GetSummary(EmulatorRequest request)
    {
        StepSnapshot step = StepWithTests(request);
        IReadOnlyList<TestCaseScript> cases = step.Script.Tests!;
        int Number(string status) => cases.Count(item => item.Status == status);
        return EmulatorResponse.Ok(new JsonObject
        {
            ["type"] = "pipeline_step_test_report",
            ["step_uuid"] = step.Uuid,
            ["number_of_test_cases"] = cases.Count,
            ["number_of_successful_test_cases"] = Number("SUCCESSFUL"),
            ["number_of_failed_test_cases"] = Number("FAILED"),
            ["number_of_error_test_cases"] = Number("ERROR"),
            ["number_of_skipped_test_cases"] = Number("SKIPPED"),
        });
    }

    private static EmulatorResponse ListCases(EmulatorRequest request)
    {
        StepSnapshot step = StepWithTests(request);
        IReadOnlyList<string> wanted = request.Query.All("status");
        List<(TestCaseScript Case, string Uuid)> cases =
        [
            .. step.Script.Tests!.Zip(step.Identity.TestCases).Where(item => wanted.Count == 0 || wanted.Contains(item.First.Status)),
        ];
        return Paging.Service(request, cases, item => ToJson(request, item.Case, item.Uuid));
    }

    private static EmulatorResponse ListReasons(EmulatorRequest request)
    {
        StepSnapshot step = StepWithTests(request);
        string uuid = Lookup.Uuid(request["test_case_uuid"]);
        int index = step.Identity.TestCases.ToList().IndexOf(uuid);
        if (index < 0)
        {
            throw ApiErrors.Service(404, $"Test case with uuid '{uuid}' not found in step {step.Uuid}");
        }

        // The fields of an item are not known; these are invented.
        return Paging.Service(request, step.Script.Tests![index].Reasons, text => new JsonObject
        {
            ["type"] = "pipeline_step_test_case_reason",
            ["message"] = text.Split('\n')[0],
            ["output"] = text,
        });
    }

    private static JsonObject ToJson(EmulatorRequest request, TestCaseScript test, string uuid)
    {
        var json = new JsonObject
        {
            ["type"] = "pipeline_step_test_case",
            ["uuid"] = uuid,
            ["name"] = test.Name,
            ["fully_qualified_name"] = $"{test.PackageName}.{test.ClassName}.{test.Name}",
            ["package_name"] = test.PackageName,
            ["status"] = test.Status,
            ["duration"] = "PT" + test.Duration.ToString("0.###", CultureInfo.InvariantCulture) + "S",
        };
        if (request.State.Behavior.InlineReason && test.Reasons.Count > 0)
        {
            json["reason"] = test.Reasons[0];
        }

        return json;
    }

    /// <summary>404 when the step produced no report, or none yet.</summary>
    private static StepSnapshot StepWithTests(EmulatorRequest request)
    {
        StepSnapshot step = Lookup.Step(request, RunTimeline.At(Lookup.Run(request), request.Now));
        bool there = step.Script.Tests is not null && step.Result is "SUCCESSFUL" or "FAILED";
        return there ? step : throw ApiErrors.Service(404, $"Test report for step {step.Uuid} does not exist.");
    }
}
