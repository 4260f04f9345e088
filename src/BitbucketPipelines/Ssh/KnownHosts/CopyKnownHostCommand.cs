using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Copies known hosts from one repository to others, or to all repositories of a workspace.</summary>
/// <remarks>
/// -Workspace and -Repository specify the source, as with other cmdlets. -ToRepository, which allows wildcards, or the pipeline specifies
/// the targets. Other known hosts of the targets do not change. Old repositories may contain hosts whose keys builds know already
/// (bitbucket.org, github.com and gitlab.com): Bitbucket refuses them today, so they are Skipped, and their rows give the reason. If the
/// cmdlet was interrupted, run it again: it does only what is left to do.
/// </remarks>
/// <example>
/// <code>Copy-BbKnownHost -Repository template -ToRepository * -WhatIf</code>
/// <para>Shows what a copy to all other repositories of the workspace would do.</para>
/// </example>
/// <example>
/// <code>Copy-BbKnownHost build.example.com -ToRepository 'web-*', admin</code>
/// <para>Copies one host of the session's repository to several other repositories.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Copy-BbKnownHost -Repository template -ToSession $other -ToWorkspace acme-eu</code>
/// <para>Copies to repositories of the same names in another workspace, using another account.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "BbKnownHost", SupportsShouldProcess = true)]
[OutputType(typeof(KnownHostResult))]
public sealed class CopyKnownHostCommand : KnownHostCmdlet
{
    private readonly List<(KnownHostStore Store, bool IsSource)> _targets = [];
    private KnownHostStore? _source;
    private TransferTargets? _resolver;

    /// <summary>The hosts to copy. Wildcards are allowed. The default is all hosts.</summary>
    [Parameter(Position = 0)]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// The target repositories: slugs or <c>workspace/slug</c>. Repositories from Get-BbRepository and objects with the properties
    /// Workspace and Repository can be piped. Wildcards match repositories of the workspace, except the source: <c>*</c> means all others.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [RepositoryNameTransformation]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[]? ToRepository { get; set; }

    /// <inheritdoc cref="VariableTransferCmdlet.ToWorkspace"/>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [OneName(nameof(ToWorkspace))]
    public string? ToWorkspace { get; set; }

    /// <inheritdoc cref="VariableTransferCmdlet.ToSession"/>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public BitbucketSession? ToSession { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        // Only the command line is bound now. Piped objects are targets, so they must not change the source.
        _source = StoreOf(CurrentSession, TargetRepository);
        _resolver = NewTransferTargets(_source.Repository, null, ToWorkspace, ToSession);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string text in ToRepository ?? throw new ErrorRecordException(
            Errors.NoTarget("Specify -ToRepository; * means all other repositories of the workspace."), terminating: true))
        {
            GuardDeferred(() => _targets.AddRange(_resolver!.Resolve(text, IsTyped(nameof(ToRepository)))
                .Select(r => (StoreOf(ToSession ?? CurrentSession, r), _resolver.IsSource(r)))), text);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_targets.Count == 0)
        {
            WriteVerbose("There is no target.");
            return;
        }

        IReadOnlyList<KnownHost> all = Await(token => _source!.ReadAsync(token));
        DesiredKnownHost[] desired = [.. NameFilter.Select(
            KnownHostResource.Of(_source!.Repository, Client.SiteUri), all, Name, null, DeferError).Select(DesiredKnownHost.CopyOf)];
        IEnumerable<BulkTarget> targets = _targets.Distinct().Select(target => BulkTargetOf(
            target.Store, [.. desired.Select(h => h.Name)],
            () => target.IsSource ? RejectSource(target.Store) : KnownHostPlan.Make(desired, target.Store.Hosts), skipRefused: true));
        ExecutePlan([.. targets], BulkOptions);
    }

    private PlannedKnownHost[] RejectSource(KnownHostStore target)
    {
        DeferError(Errors.SameScope(target.Repository.ToString()));
        return [];
    }
}
