using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Settings;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Copies the settings of repositories to other repositories: within a workspace, or to another workspace or account.</summary>
/// <remarks>
/// <para>Copies variables, deployment environments with their type, restriction, order and variables, known hosts, schedules, whether
/// Pipelines is enabled, and the number of the next run, which is only ever raised, after a confirmation or with -Force. -Repository or
/// the pipeline specifies the sources. By default the target is the repository of the same name in -ToWorkspace or in the workspace of
/// -ToSession; it must exist. Other settings of the targets do not change.</para>
/// <para>Several repositories are processed at the same time, and each one is finished before later ones are read. If the cmdlet was
/// interrupted, run it again: it does only what is left to do, and what is equal already is Unchanged. Secured variables are written
/// again, because they cannot be compared, unless -SecuredPolicy IfMissing is specified.</para>
/// <para>What Bitbucket does not return cannot be copied: the values of secured variables, which -SecureValue and -SecuredPolicy provide,
/// private keys, and the credentials of runners. The rows are Skipped then, and say what to do. The API can neither change the type and the
/// order of existing environments, nor read restrictions to branches.</para>
/// </remarks>
/// <example>
/// <code>Copy-BbRepositorySetting -Repository widgets -ToWorkspace acme-eu -WhatIf</code>
/// <para>Shows what a copy to the repository of the same name in another workspace would do.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Copy-BbRepositorySetting -ToSession $eu -ToWorkspace acme-eu -SecureValue @{
///     'web-shop/Production/DB_PASSWORD' = $password
/// }</code>
/// <para>Copies the settings of several repositories to another workspace, using another account, with the value of one secured
/// variable.</para>
/// </example>
/// <example>
/// <code>Copy-BbRepositorySetting -Repository template -ToRepository 'web-*' -Include Environment, KnownHost</code>
/// <para>Copies environments and known hosts of one repository to others of the workspace.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "BbRepositorySetting", SupportsShouldProcess = true)]
[OutputType(typeof(SettingResult))]
public sealed class CopyRepositorySettingCommand : SettingWriteCmdlet
{
    private readonly OpenStores<SettingSource> _sources = new();
    private readonly Dictionary<string, RepositoryId> _sourceOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<BulkTarget> _targets = [];
    private readonly List<TwiceTarget> _twice = [];
    private string? _workspace;
    private bool _creates;

    /// <summary>
    /// The target repositories: slugs or <c>workspace/slug</c>. Wildcards match repositories of the workspace, except the source. The
    /// default is the repository with the name of the source.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[]? ToRepository { get; set; }

    /// <summary>The workspace of the targets. The default is the workspace of -ToSession, otherwise that of the source.</summary>
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
    private protected override string PlaceOfKeys => "source";

    /// <inheritdoc/>
    private protected override bool IsDefinition => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        if (ToRepository is null && ToWorkspace is null && ToSession is null)
        {
            throw new ErrorRecordException(Errors.NoTarget("Specify -ToWorkspace, -ToRepository or -ToSession."), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        TransferTargets targets = NewTransferTargets(repository, null, ToWorkspace, ToSession);
        SettingSource source = _sources.Get(
            CurrentSession, repository.ToString(), () => new SettingSource(Client, repository, Kinds, SecretValues.NeedsNames));
        _workspace ??= targets.Workspace;
        foreach (RepositoryId target in ToRepository is null ? [targets.SameName()]
            : ToRepository.SelectMany(text => targets.Resolve(text, isTyped: true)).ToArray())
        {
            AddTarget(source, targets, targets.Named(target));
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        ExecutePlan(_targets.Count == 0 ? [] : [.. _targets, RunnersOf(_targets[_targets.Count - 1].Name, _workspace ?? "")]);
        SecretValues.WriteUnusedKeys([]);
    }

    /// <inheritdoc/>
    private protected override void NotePlan(IReadOnlyList<PlannedSetting> plan) =>
        _creates |= plan.Any(p => p.Action == ItemAction.Create);

    private void AddTarget(SettingSource source, TransferTargets targets, RepositoryId target)
    {
        string key = $"{targets.Session.ApiUri} {target}";
        ErrorDescription? refusal = targets.IsSource(target) ? Errors.SameScope(target.ToString()) : null;
        if (_sourceOf.TryGetValue(key, out RepositoryId? other))
        {
            if (other == source.Repository)
            {
                // The same copy was asked for twice.
                return;
            }

            var twice = new TwiceTarget(target, other, source.Repository);
            _twice.Add(twice);
            // Reading begins after all targets are known, so one error names all.
            _targets.Add(BulkTargetOf(
                targets.Session, target, _ => throw new ErrorRecordException(Errors.TargetTwice(_twice)), twice.ToString()));
            return;
        }

        _sourceOf[key] = source.Repository;
        _targets.Add(BulkTargetOf(targets.Session, target, async token => refusal is null
            ? await source.ReadAsync(token).ConfigureAwait(false) : throw new ErrorRecordException(refusal), source: source.Repository));
    }

    /// <summary>
    /// A last row says that runners are not copied, if something was set up. It is counted with the last repository, because it is no place
    /// of its own.
    /// </summary>
    private BulkTarget RunnersOf(string last, string workspace)
    {
        SettingResult Row(string status, string? reason) =>
            new("Runner", "runners", workspace, workspace, null, ItemAction.Skipped, status, reason);
        const string Reason = "Runners are not copied, because their credentials cannot be read. List them in the source with "
            + "Get-BbRunner, and create new ones with New-BbRunner.";
        return new BulkTarget(
            last, ToSession ?? CurrentSession, _ => Task.CompletedTask,
            () => !_creates || !HasAllKinds ? [] : [new BulkItem(
                "runners", ItemAction.Skipped, "Skip runners", (status, _) => [Row(status, Reason)],
                _ => Task.FromResult<IReadOnlyList<ItemResult>>([Row(ItemResult.Skipped, Reason)])) { Reason = Reason }],
            (_, _) => Row(ItemResult.Skipped, Reason));
    }
}
