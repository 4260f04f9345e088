using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines;

/// <summary>Which logs Get-BbStepLog returns, and how.</summary>
internal sealed record StepLogQuery
{
    /// <summary>The steps of the run: names, positions and uuids. Null for all steps.</summary>
    public string[]? Names { get; init; }

    /// <summary>The piped step; null when a run was specified.</summary>
    public PipelineStep? Step { get; init; }

    /// <summary>Whether only the logs of failed steps are returned.</summary>
    public bool Failed { get; init; }

    /// <summary>Which part of each log is read.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>Whether certain steps were specified, and not all steps of a run.</summary>
    public bool IsStepSpecified => Names is not null || Step is not null;

    /// <summary>The run to follow. A run that belongs to a piped step is known to exist.</summary>
    public WatchedRun Watched(RepositoryId repository, PipelineId run) => new(repository, run.Value, Step is not null);

    /// <summary>How the logs are followed.</summary>
    public FollowOptions FollowOptions => new() { Logs = true, EndsWithLogs = true, Steps = IsFollowed, Tail = Log.Tail };

    /// <summary>Refuses parameters that cannot be used together.</summary>
    public void CheckCombination(bool follow, string? outFile)
    {
        bool[] parts = [Log.Raw, outFile is not null, Log.Tail is not null, Log.TotalCount is not null, Log.Digest is not null];
        if (parts.Count(given => given) > 1
            || (follow && (Array.Exists(parts, given => given) && Log.Tail is null || Log.LogUuid is not null)))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousLogParameters,
                "-Tail, -TotalCount, -Raw, -OutFile and -Digest cannot be used together. -Follow can be used with -Tail only.",
                "Specify only one of them."), terminating: true);
        }
    }

    /// <summary>Reads the steps whose logs are returned.</summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The run.</param>
    /// <param name="missing">Receives an error for each name of a step that does not exist.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<IReadOnlyList<PipelineStep>> ReadStepsAsync(
        BitbucketClient client, RepositoryId repository, PipelineId run, Action<ErrorDescription> missing,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<PipelineStep> steps = Step is not null
            ? [Step]
            : StepSelector.Select(
                await StepList.ReadAsync(client, repository, run.Value, cancellationToken).ConfigureAwait(false), Names, run, missing);
        return [.. steps.Where(s => !Failed || s.IsFailed)];
    }

    private bool IsFollowed(PipelineStep step) =>
        (Step is null || step.Uuid == Step.Uuid)
        && (Names is null || Names.Any(name => StepSelector.Matches(step, name)))
        && (!Failed || step.IsFailed || !step.IsCompleted);
}
