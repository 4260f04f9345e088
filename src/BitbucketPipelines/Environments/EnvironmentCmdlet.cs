using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that changes deployment environments. The list of a repository is read once for all records.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class EnvironmentCmdlet : RepositoryCmdlet
{
    private readonly ScopeFinder _finder = new();

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

    /// <summary>An environment from Get-BbEnvironment, its name, or an object with its name or uuid. A name from the pipeline is no pattern.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    [FromProperties(typeof(DeploymentEnvironment), "Environment")]
    public DeploymentEnvironment? InputObject { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget =>
        InputObject?.Name ?? (Name.Length == 1 ? Name[0] : Uuid is { Length: 1 } ? Uuid[0] : base.FailureTarget);

    /// <summary>What is to be done with the environments of one record.</summary>
    private protected abstract void ProcessEnvironments(RepositoryId repository, IReadOnlyList<DeploymentEnvironment> environments);

    /// <inheritdoc/>
    protected sealed override void Process()
    {
        RepositoryId repository = Target;
        IReadOnlyList<DeploymentEnvironment> all = Await(token => _finder.EnvironmentsAsync(Client, repository, token));
        // What was read is meant, not what took its name since.
        string[]? uuids = InputObject is null ? Uuid : InputObject.Uuid is { } own ? [own] : null;
        IReadOnlyList<DeploymentEnvironment> found = NameFilter.SelectForChange(
            EnvironmentResource.Of(repository, Client.SiteUri), all, InputObject is null ? Name : [InputObject.Name ?? ""], uuids,
            patterns: InputObject is null, WriteError);
        if (found.Count > 0)
        {
            ProcessEnvironments(repository, found);
        }
    }
}
