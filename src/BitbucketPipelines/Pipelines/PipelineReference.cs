using System.Globalization;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// A run, however it is named: <c>42</c>, <c>#42</c>, a uuid with or without braces, the address of its web page, the object
/// itself, or one of its steps. PowerShell converts each of them to this.
/// </summary>
public sealed class PipelineReference
{
    private readonly string _text;
    private readonly RepositoryId? _repository;

    /// <summary>From a text.</summary>
    public PipelineReference(string text) => _text = text ?? "";

    /// <summary>From a build number.</summary>
    public PipelineReference(long buildNumber) => _text = buildNumber.ToString(CultureInfo.InvariantCulture);

    /// <summary>From a build number.</summary>
    public PipelineReference(int buildNumber)
        : this((long)buildNumber)
    {
    }

    /// <summary>From a uuid.</summary>
    public PipelineReference(Guid uuid) => _text = uuid.ToString("B");

    /// <summary>From the address of its page.</summary>
    public PipelineReference(Uri address) => _text = address?.OriginalString ?? "";

    /// <summary>From a run. By its number where there is one: what comes of it is then shown under the name that people know.</summary>
    public PipelineReference(Pipeline run)
    {
        _text = run is { BuildNumber: > 0 } ? run.BuildNumber.ToString(CultureInfo.InvariantCulture) : run?.Uuid ?? "";
        _repository = RepositoryOf(run);
    }

    /// <summary>From a step: its run.</summary>
    public PipelineReference(PipelineStep step)
    {
        Step = step;
        _text = step?.Pipeline ?? "";
        _repository = RepositoryOf(step);
    }

    /// <summary>From the run that a schedule started.</summary>
    public PipelineReference(ScheduleExecution execution)
    {
        _text = execution?.Pipeline ?? "";
        _repository = RepositoryOf(execution);
    }

    /// <summary>The step that names the run, when one does.</summary>
    internal PipelineStep? Step { get; }

    /// <summary>Whether it is an object, which has a place of its own, and no text that someone wrote.</summary>
    internal bool IsObject => _repository is not null;

    /// <summary>Reads it.</summary>
    internal PipelineId Parse()
    {
        if (!PipelineId.TryParse(_text, out PipelineId? id))
        {
            throw new ItemFailedException(ErrorRecords.InvalidPipelineId(_text));
        }

        return _repository is null ? id! : id! with { Repository = _repository };
    }

    /// <summary>As it was given.</summary>
    public override string ToString() => _text;

    private static RepositoryId? RepositoryOf(RepositoryItem? item) =>
        item is null || item.Repository.Length == 0 ? null : new RepositoryId(item.Workspace, item.Repository);
}
