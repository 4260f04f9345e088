using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Reports;

namespace BitbucketPipelines;

/// <content>Errors about reports.</content>
internal static partial class Errors
{
    /// <summary>A file of findings cannot be read, so nothing is published.</summary>
    public static ErrorDescription InvalidReportFile(string path, Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException ? ReportFileNotThere(path, $"There is no file {path}")
        : Directory.Exists(path) ? ReportFileNotThere(path, $"{path} is a folder, not a file")
        : new(
        e, ErrorId.InvalidReportFile, path, $"The file {path} cannot be read as findings: {e.Message.TrimEnd('.')}. Nothing was published.",
        "Specify a file in SARIF 2.1.0, JUnit XML or TRX. -Format selects one of them; by default the content decides. Test runners can "
            + "write JUnit XML or TRX: Pester with TestResult.OutputFormat = 'JUnitXml', dotnet test with --logger trx. The result of "
            + "Invoke-Pester -PassThru can be piped in.");

    private static ErrorDescription ReportFileNotThere(string path, string what) => new(
        ErrorId.InvalidReportFile, path, $"{what}. Nothing was published.",
        "Check the path. If the tool found nothing and wrote no file, pipe in an empty list: @() | Publish-BbReport -Title 'ESLint'")
    {
        Category = System.Management.Automation.ErrorCategory.ObjectNotFound,
    };

    /// <summary>A piped object does not say what was found, so nothing is published.</summary>
    public static ErrorDescription InvalidFinding(object? item, string problem) => new(
        ErrorId.InvalidFinding, item, $"{problem} Nothing was published.",
        "Pipe in findings of Invoke-ScriptAnalyzer, the result of Invoke-Pester -PassThru, files, or objects with the property Message "
            + "and, if they have them, Path, Line, Severity and Rule.");

    /// <summary>There is nothing to publish from.</summary>
    public static ErrorDescription NoFindings() => new(
        ErrorId.NothingSpecified, null, "No findings were specified.",
        "Specify -Path with a file in SARIF, JUnit XML or TRX, or pipe in findings. If there are none, pipe in an empty list.");

    public static ErrorDescription InvalidReportId(string id) => new(
        ErrorId.InvalidArgument, id, "The value of -Id has a character that an id cannot have, or more than 200 characters.",
        "Use letters, digits, hyphens, dots and underscores, such as eslint-web.");

    /// <summary>A report is missing, or a part of it.</summary>
    public static ErrorDescription? ReportNotPublished(
        Exception e, BitbucketSession session, RepositoryId repository, string commit, string title) => e switch
    {
        ReportIncompleteException part when ErrorDescription.From(part.Cause, session, title) is var failed => failed with
        {
            Message = $"The report '{title}' of commit {commit} in {repository} {part.State}. {part.Cause.Message}",
            Advice = $"{failed.Advice} Then run the command again: it replaces the report.".TrimStart(),
        },
        BitbucketApiException { NeverLeft: true } failure when session.Settings.IsStep => StepProxyUnreachable(failure),
        BitbucketApiException { StatusCode: 401 or 403 } failure when session.Settings.IsStep => new(
            failure, ErrorId.InvalidCredentials, title,
            $"The proxy of the step did not authenticate the report '{title}'. {failure.Message}",
            "The proxy works for the repository of the step only. For another one, set BITBUCKET_ACCESS_TOKEN or run Connect-BbWorkspace."),
        _ => CommitNotFound(e, commit, repository),
    };

    /// <summary>There are no credentials, and the proxy of the step is not there.</summary>
    public static ErrorDescription StepProxyUnreachable(BitbucketApiException e) => new(
        e, ErrorId.StepProxyUnreachable, null,
        $"There are no credentials, and the proxy of this step of Bitbucket Pipelines did not answer. {e.Message}",
        "In a container that the step starts, the proxy is at host.docker.internal:29418: run it with "
            + "--add-host=host.docker.internal:host-gateway. Or set BITBUCKET_ACCESS_TOKEN, or run Connect-BbWorkspace.");

    /// <summary>The variable names another machine. Requests to the proxy are not encrypted.</summary>
    public static ErrorDescription InvalidStepProxy() => new(
        ErrorId.InvalidProxy, null, "The value of BITBUCKET_STEP_PROXY is not the URL of a proxy on this machine.",
        "Remove the variable, or set it to http://localhost:29418, or in a container to http://host.docker.internal:29418.");

    /// <summary>Without credentials, the whole hash of a commit cannot be asked for.</summary>
    public static ErrorDescription WholeHashRequired(string commit) => new(
        ErrorId.InvalidArgument, commit,
        $"'{commit}' is not the whole hash of a commit. Without credentials, only reports can be sent from a step of Bitbucket Pipelines.",
        "Specify -Commit $env:BITBUCKET_COMMIT, or omit it.");
}
