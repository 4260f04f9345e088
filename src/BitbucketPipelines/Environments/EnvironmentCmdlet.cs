using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that change deployment environments.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class EnvironmentCmdlet : RepositoryCmdlet
{
    private readonly List<Selection<DeploymentEnvironment>> _selected = [];

    /// <summary>The name. The case does not matter. Supports wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [Alias("Environment")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The uuid of the environment, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Uuid { get; set; }

    /// <summary>
    /// An environment from Get-BbEnvironment, its name, or an object with its name or uuid. Wildcards in a name from the pipeline are taken
    /// literally.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    [FromProperties(typeof(DeploymentEnvironment), "Environment")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public DeploymentEnvironment? InputObject { get; set; }

    /// <summary>The new name that this record gives; null when it renames nothing.</summary>
    private protected virtual string? RequestedName => null;

    /// <summary>Whether a piped environment says all that the change of this record needs.</summary>
    private protected virtual Func<DeploymentEnvironment, bool> Suffices => _ => true;

    /// <summary>
    /// The parameters that could ask for a change, when this record asks for none; the error names them. Null when it asks for a change.
    /// </summary>
    private protected virtual string? MissingChange => null;

    /// <inheritdoc/>
    private protected override object? FailureTarget =>
        InputObject?.Name ?? (Name.Length == 1 ? Name[0] : Uuid is { Length: 1 } ? Uuid[0] : base.FailureTarget);

    /// <summary>
    /// Creates the plan for the environments of this record. It captures the parameters now, because it runs after the last record.
    /// </summary>
    private protected abstract Func<IReadOnlyList<DeploymentEnvironment>, IEnumerable<PlannedChange<DeploymentEnvironment>>> NewPlan(
        RepositoryId repository, BitbucketClient client);

    /// <inheritdoc/>
    protected override void Begin() => RequireSpecified("environment");

    /// <inheritdoc/>
    protected override void Process()
    {
        if (MissingChange is { } parameters)
        {
            throw new ErrorRecordException(Errors.NothingToChange(parameters), terminating: true);
        }

        RepositoryId repository = TargetRepository;
        _selected.Add(Select(
            EnvironmentResource.Of(repository, Client.SiteUri), Name, Uuid, InputObject, NewPlan(repository, Client))
                with { NewName = RequestedName, Suffices = Suffices });
    }

    /// <summary>Carries out the planned changes.</summary>
    private protected void Change(BulkOptions options) => Change(_selected, options);
}
