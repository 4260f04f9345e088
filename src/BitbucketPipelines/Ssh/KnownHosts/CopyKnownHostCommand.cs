using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Copies known hosts from one repository to others, or to all of a workspace.</summary>
/// <remarks>
/// The source is named by -Workspace and -Repository as everywhere, the targets by -ToRepository, which takes wildcards, or piped in.
/// What the targets have besides is left alone. Hosts that builds know by themselves (bitbucket.org, github.com, gitlab.com) may still
/// stand in an old repository; Bitbucket refuses them today, and they have a row that says so. Targets are read and changed
/// one at the heels of the other, -ThrottleLimit requests at a time. Running it again does what is left to do, and nothing twice.
/// </remarks>
/// <example>
/// <code>Copy-BbKnownHost -Repository template -ToRepository * -WhatIf</code>
/// <para>Shows what a copy to all other repositories of the workspace would do.</para>
/// </example>
/// <example>
/// <code>Copy-BbKnownHost build.example.com -ToRepository 'web-*', admin</code>
/// <para>One host of the session's repository to some others.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Copy-BbKnownHost -Repository template -ToSession $other -ToWorkspace acme-eu</code>
/// <para>To repositories of the same names in another workspace, with another account.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "BbKnownHost", SupportsShouldProcess = true)]
[OutputType(typeof(KnownHostResult))]
public sealed class CopyKnownHostCommand : KnownHostCmdlet
{
    private readonly List<KnownHostStore> _targets = [];
    private readonly HashSet<KnownHostStore> _inSource = [];
    private RepositoryId? _source;
    private KnownHostStore? _from;
    private TransferTargets? _rules;

    /// <summary>The hosts that are taken. Takes wildcards. By default all.</summary>
    [Parameter(Position = 0)]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// Target repositories: slugs, <c>workspace/slug</c>, or piped from Get-BbRepository, or as rows with Workspace and Repository. Takes
    /// wildcards, which mean repositories of the workspace and never the source: <c>*</c> is all others.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [RepositoryNameTransformation]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[]? ToRepository { get; set; }

    /// <summary>
    /// The workspace of the targets, also of those that are piped in from another one. By default that of -ToSession, else the piped
    /// object's, else the source's.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ToWorkspace { get; set; }

    /// <summary>The session for the targets: another account.</summary>
    [Parameter]
    [ValidateNotNull]
    public BitbucketSession? ToSession { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        // Now, while only the command line has been bound.
        _source = Target;
        _from = StoreOf(CurrentSession, _source);
        _rules = TargetsOf(_source, null, ToWorkspace, ToSession);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string text in ToRepository ?? throw new ErrorRecordException(ErrorRecords.InvalidArgument(
            ErrorId.NoTarget, "There is no target.", "Give -ToRepository; * means all other repositories of the workspace."),
            terminating: true))
        {
            GuardLater(() => Add(text), text);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_targets.Count == 0)
        {
            WriteVerbose("There is no target.");
            WriteLateErrors();
            return;
        }

        IReadOnlyList<KnownHost> all = Await(token => _from!.ReadAsync(token));
        Resource<KnownHost> source = KnownHostResource.Of(_source!, Client.SiteUri);
        DesiredKnownHost[] wanted = [.. NameFilter.Select(source, all, Name, null, WriteErrorLater)
            .Select(h => SshPublicKey.TryFrom(null, h.Key) is { } key
                ? new DesiredKnownHost(SshHostName.Canonical(h.Name ?? ""), key)
                : new DesiredKnownHost(h.Name ?? "", null, "Its key in the source cannot be read."))];
        string[] names = [.. wanted.Select(w => w.Name)];
        ExecutePlan(
            [.. _targets.Distinct().Select(target => BulkTargetOf(target, names, () =>
            {
                if (_inSource.Contains(target))
                {
                    WriteErrorLater(ErrorRecords.SameScope(target.Repository.ToString()));
                    return [];
                }

                return KnownHostPlan.Make(wanted, target.Hosts);
            }, skipRefused: true))],
            new BulkOptions("known host", ThrottleLimit) { Failed = Failed });
    }

    private void Add(string text)
    {
        foreach (RepositoryId repository in _rules!.Of(text, IsTyped(nameof(ToRepository))))
        {
            KnownHostStore target = StoreOf(ToSession ?? CurrentSession, repository);
            _targets.Add(target);
            if (_rules.IsSource(repository))
            {
                _inSource.Add(target);
            }
        }
    }
}
