using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that changes runners.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunnerChangeCmdlet : RunnerCmdlet
{
    private readonly List<Selection<Runner>> _selected = [];

    /// <summary>The name. Case does not matter. Takes wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunnerCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <summary>A runner from Get-BbRunner, its name, or an object with its name or uuid. A name from the pipeline is no pattern.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    [FromProperties(typeof(Runner))]
    public Runner? InputObject { get; set; }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>Whether this record gives another name.</summary>
    private protected virtual bool Renames => false;

    /// <inheritdoc/>
    private protected override object? FailureTarget =>
        InputObject?.Name ?? (Name.Length == 1 ? Name[0] : Uuid is { Length: 1 } ? Uuid[0] : base.FailureTarget);

    /// <summary>What is to be done with the runners of this record. What the record says is read now, and carried out later.</summary>
    private protected abstract Func<IReadOnlyList<Runner>, IEnumerable<PlannedChange<Runner>>> NewPlan(
        RunnerScope scope, BitbucketClient client);

    /// <inheritdoc/>
    protected override void Process()
    {
        RunnerScope scope = ResolveScope();
        _selected.Add(Select(RunnerResource.Of(scope), Name, Uuid, InputObject, NewPlan(scope, Client)) with { Renames = Renames });
    }

    /// <summary>Carries out what was planned.</summary>
    private protected void Change(BulkOptions options) => Change(_selected, options);
}
