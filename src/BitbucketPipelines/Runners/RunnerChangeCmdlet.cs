using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that change runners.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunnerChangeCmdlet : RunnerCmdlet
{
    private readonly List<Selection<Runner>> _selected = [];

    /// <summary>The name. The case does not matter. Supports wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunnerCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The uuid of the runner, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunnerCompleter))]
    public string[]? Uuid { get; set; }

    /// <summary>
    /// A runner from Get-BbRunner, its name, or an object with its name or uuid. Wildcards in a name from the pipeline are taken literally.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    [FromProperties(typeof(Runner))]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Runner? InputObject { get; set; }

    /// <summary>The new name that this record gives; null when it renames nothing.</summary>
    private protected virtual string? RequestedName => null;

    /// <summary>
    /// The parameters that could ask for a change, when this record asks for none; the error names them. Null when it asks for a change.
    /// </summary>
    private protected virtual string? MissingChange => null;

    /// <inheritdoc/>
    private protected override object? FailureTarget =>
        InputObject?.Name ?? (Name.Length == 1 ? Name[0] : Uuid is { Length: 1 } ? Uuid[0] : base.FailureTarget);

    /// <summary>
    /// Creates the plan for the runners of this record. It captures the parameters now, because it runs after the last record.
    /// </summary>
    private protected abstract Func<IReadOnlyList<Runner>, IEnumerable<PlannedChange<Runner>>> NewPlan(
        RunnerScope scope, BitbucketClient client);

    /// <inheritdoc/>
    protected override void Begin() => RequireSpecified("runner");

    /// <inheritdoc/>
    protected override void Process()
    {
        if (MissingChange is { } parameters)
        {
            throw new ErrorRecordException(Errors.NothingToChange(parameters), terminating: true);
        }

        RunnerScope scope = ResolveScope();
        Resource<Runner> resource = RunnerResource.Of(scope, Client.SiteUri);
        _selected.Add(Select(resource, Name, Uuid, InputObject, NewPlan(scope, Client)) with { NewName = RequestedName });
    }

    /// <summary>Carries out the planned changes.</summary>
    private protected void Change(BulkOptions options) => Change(_selected, options);
}
