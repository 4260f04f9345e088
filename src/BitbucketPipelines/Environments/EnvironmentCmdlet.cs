using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that changes deployment environments.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class EnvironmentCmdlet : RepositoryCmdlet
{
    private readonly List<Selection<DeploymentEnvironment>> _selected = [];

    /// <summary>The name. Case does not matter. Takes wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [Alias("Environment")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <summary>
    /// An environment from Get-BbEnvironment, its name, or an object with its name or uuid. A name from the pipeline is no pattern.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    [FromProperties(typeof(DeploymentEnvironment), "Environment")]
    public DeploymentEnvironment? InputObject { get; set; }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>Whether this record gives another name.</summary>
    private protected virtual bool Renames => false;

    /// <inheritdoc/>
    private protected override object? FailureTarget =>
        InputObject?.Name ?? (Name.Length == 1 ? Name[0] : Uuid is { Length: 1 } ? Uuid[0] : base.FailureTarget);

    /// <summary>What is to be done with the environments of this record. What the record says is read now, and carried out later.</summary>
    private protected abstract Func<IReadOnlyList<DeploymentEnvironment>, IEnumerable<PlannedChange<DeploymentEnvironment>>> NewPlan(
        RepositoryId repository, BitbucketClient client);

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = Target;
        _selected.Add(Select(
            EnvironmentResource.Of(repository, Client.SiteUri), Name, Uuid, InputObject, NewPlan(repository, Client))
                with { Renames = Renames });
    }

    /// <summary>Carries out what was planned.</summary>
    private protected void Change(BulkOptions options) => Change(_selected, options);
}
