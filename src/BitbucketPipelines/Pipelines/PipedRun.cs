using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// What an object that is piped to Invoke-BbPipeline says about what is run, besides the properties that are bound as parameters: a row of
/// a table, a step, a deployment. It is run, or refused; another pipeline is never run instead.
/// </summary>
/// <param name="Run">The run that the object is about; null if it is about none.</param>
/// <param name="Custom">The custom pipeline in its property Pipeline; null if there is none.</param>
/// <param name="IsWhole">Whether it says all of what was run: the branch, tag or commit, and whether it was a custom pipeline.</param>
/// <param name="IsTargetEmpty">Whether it has a property for the branch, tag, commit or pull request, and all of them are empty.</param>
internal sealed record PipedRun(string? Run, string? Custom, bool IsWhole, bool IsTargetEmpty)
{
    private static readonly string[] s_runs = ["BuildNumber", "Build", "Run", "Number"];
    private static readonly string[] s_targets = ["Branch", "Tag", "Commit", "PullRequest"];

    /// <summary>Reads the current object; null when nothing is piped in.</summary>
    public static PipedRun? Read(Cmdlet cmdlet)
    {
        if (PipelineInput.Current(cmdlet) is null)
        {
            return null;
        }

        string? pipeline = PipelineInput.Text(cmdlet, "Pipeline");
        bool isRun = pipeline is not null && PipelineId.TryParse(pipeline, out _);
        bool hasTarget = s_targets.Any(name => IsFilled(PipelineInput.Text(cmdlet, name)));
        return new PipedRun(
            s_runs.Select(name => PipelineInput.Text(cmdlet, name)).FirstOrDefault(IsFilled) ?? (isRun ? pipeline : null),
            PipelineInput.IsCustomPipeline(cmdlet) ? PipelineInput.Text(cmdlet, nameof(CustomPipeline.Name)) : isRun ? null : pipeline,
            hasTarget && (PipelineInput.HasProperty(cmdlet, "Custom", "Pattern") || (pipeline is not null && !isRun)),
            !hasTarget && PipelineInput.HasProperty(cmdlet, s_targets));
    }

    /// <summary>The error if it is not known what the object is to run; otherwise null.</summary>
    public ErrorDescription? Problem(RepositoryId repository) =>
        Run is not null && !IsWhole ? Errors.OnlyRunNamed(Run, repository)
        : IsTargetEmpty ? Errors.NoTarget(repository)
        : null;

    /// <summary>A number of 0 stands for none.</summary>
    private static bool IsFilled(string? text) => text is not null && text != "0";
}
