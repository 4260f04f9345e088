using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that changes runners. The list of a repository or workspace is read once for all records.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunnerChangeCmdlet : RunnerCmdlet
{
    private readonly Dictionary<(Uri, RunnerScope), IReadOnlyList<Runner>> _read = [];

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

    /// <inheritdoc/>
    private protected override object? FailureTarget =>
        InputObject?.Name ?? (Name.Length == 1 ? Name[0] : Uuid is { Length: 1 } ? Uuid[0] : base.FailureTarget);

    /// <summary>What is to be done with the runners of one record.</summary>
    private protected abstract void ProcessRunners(RunnerScope scope, IReadOnlyList<Runner> runners);

    /// <inheritdoc/>
    protected sealed override void Process()
    {
        RunnerScope scope = FindScope();
        if (!_read.TryGetValue((Client.ApiUri, scope), out IReadOnlyList<Runner>? all))
        {
            all = Await(token => Client.ReadAllAsync(Runners.List(scope), r => r.Uuid, token));
            _read[(Client.ApiUri, scope)] = all;
        }

        // What was read is meant, not what took its name since.
        string[]? uuids = InputObject is null ? Uuid : InputObject.Uuid is { } own ? [own] : null;
        IReadOnlyList<Runner> found = NameFilter.SelectForChange(
            RunnerResource.Of(scope), all, InputObject is null ? Name : [InputObject.Name ?? ""], uuids, InputObject is null, WriteError);
        if (found.Count > 0)
        {
            ProcessRunners(scope, found);
        }
    }
}
