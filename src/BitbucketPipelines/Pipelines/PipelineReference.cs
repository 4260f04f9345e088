using System.Globalization;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Identifies a run by <c>42</c>, <c>#42</c>, a uuid with or without braces, the URL of its web page, <c>latest</c>, the run itself, or one
/// of its steps. PowerShell converts each of them to this type.
/// </summary>
public sealed class PipelineReference
{
    /// <summary>The word for the newest run.</summary>
    internal const string Latest = "latest";

    private readonly string _text;
    private readonly RepositoryId? _repository;

    /// <summary>Creates a reference from a string.</summary>
    public PipelineReference(string text) => _text = text ?? "";

    /// <summary>Creates a reference from a build number.</summary>
    public PipelineReference(long buildNumber) => _text = buildNumber.ToString(CultureInfo.InvariantCulture);

    /// <summary>Creates a reference from a build number.</summary>
    public PipelineReference(int buildNumber)
        : this((long)buildNumber)
    {
    }

    /// <summary>Creates a reference from a uuid.</summary>
    public PipelineReference(Guid uuid) => _text = uuid.ToString("B");

    /// <summary>Creates a reference from the URL of a web page.</summary>
    public PipelineReference(Uri address) => _text = address?.OriginalString ?? "";

    /// <summary>Creates a reference from a run. Uses the build number if there is one, because users know it.</summary>
    public PipelineReference(Pipeline run)
    {
        _text = run is { BuildNumber: > 0 } ? run.BuildNumber.ToString(CultureInfo.InvariantCulture) : run?.Uuid ?? "";
        _repository = RepositoryOf(run);
        Uuid = UuidOf(run?.Uuid);
    }

    /// <summary>Creates a reference from a row that has the build number and the uuid of a run.</summary>
    internal PipelineReference(long buildNumber, string uuid)
        : this(buildNumber) => Uuid = UuidOf(uuid);

    /// <summary>Creates a reference to the run of a step.</summary>
    public PipelineReference(PipelineStep step)
    {
        Step = step;
        _text = step?.Pipeline ?? "";
        _repository = RepositoryOf(step);
    }

    /// <summary>Creates a reference to the run that a schedule started.</summary>
    public PipelineReference(ScheduleExecution execution)
    {
        _text = execution?.Pipeline ?? "";
        _repository = RepositoryOf(execution);
    }

    /// <summary>The step that specifies the run, or null.</summary>
    internal PipelineStep? Step { get; }

    /// <summary>The uuid in braces of a run that is known by its build number too; otherwise null.</summary>
    internal string? Uuid { get; }

    /// <summary>Whether the reference was created from an object, which has its own repository, and not from text.</summary>
    internal bool IsObject => _repository is not null;

    /// <summary>Whether the newest run is meant.</summary>
    internal bool IsLatest => string.Equals(_text.Trim(), Latest, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is equal for references that mean the same run, as far as that is known without a request.</summary>
    internal object Key => PipelineId.TryParse(_text, out PipelineId? id) ? id! with { Repository = _repository ?? id!.Repository } : _text;

    internal PipelineId Parse(BitbucketSession session)
    {
        if (!PipelineId.TryParse(_text, out PipelineId? id))
        {
            throw new ErrorRecordException(Errors.InvalidPipelineId(_text));
        }

        if (_repository is null)
        {
            PlaceFinder.RequireHost(_text, "-Pipeline", session, "Specify the build number, and the repository as workspace/slug.");
        }

        return _repository is null ? id! : id! with { Repository = _repository };
    }

    /// <summary>The reference as it was specified.</summary>
    public override string ToString() => _text;

    private static string? UuidOf(string? text) => Guid.TryParse(text, out Guid uuid) ? uuid.ToString("B") : null;

    private static RepositoryId? RepositoryOf(RepositoryItem? item) =>
        string.IsNullOrEmpty(item?.Repository) ? null : RepositoryId.Of(item!.Workspace, item.Repository);
}
