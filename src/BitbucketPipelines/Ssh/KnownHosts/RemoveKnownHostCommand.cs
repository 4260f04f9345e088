using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Removes known hosts.</summary>
/// <remarks>
/// Asks first; -Force answers. A name without wildcards that is not there gives the error KnownHostNotFound. Repositories that are piped
/// in are read and changed one at the heels of the other, -ThrottleLimit requests at a time.
/// </remarks>
/// <example>
/// <code>Remove-BbKnownHost old.example.com</code>
/// <para>Removes one host of the session's repository, after a question.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbKnownHost *.old.example.com | Remove-BbKnownHost -Force -PassThru</code>
/// <para>Removes the hosts of a domain everywhere, and writes what was done.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbKnownHost", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "InputObject")]
[OutputType(typeof(KnownHostResult))]
public sealed class RemoveKnownHostCommand : KnownHostCmdlet
{
    private readonly List<(KnownHostStore Store, string[]? Names, string[]? Uuids)> _meant = [];
    private bool _typed;

    /// <summary>The host: <c>host</c>, <c>host:port</c> or <c>[host]:port</c>. Takes wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <summary>A known host from Get-BbKnownHost.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public KnownHost? InputObject { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes what became of each host.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject?.Name ?? (Name?.Length == 1 ? Name[0] : null);

    /// <inheritdoc/>
    protected override void Begin() => _typed = Name is not null;

    /// <inheritdoc/>
    protected override void Process()
    {
        KnownHostStore store = StoreOf(CurrentSession, Target);
        // What was read is meant, not what took its name since.
        _meant.Add(InputObject is { Uuid: { } uuid } ? (store, null, [uuid])
            : (store, InputObject is { Name: { } name } ? [name] : Name, Uuid));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        // Named twice is removed once.
        var doomed = new HashSet<(KnownHostStore, KnownHost)>();
        ExecutePlan(
            [.. Consecutive.By(_meant, m => m.Store).Select(group => BulkTargetOf(
                group[0].Store, [.. group.SelectMany(m => m.Names ?? m.Uuids ?? [])],
                () => group.SelectMany(m => Pick(m.Store, m.Names, m.Uuids)).Where(h => doomed.Add((group[0].Store, h)))
                    .Select(h => new PlannedKnownHost(h.Name ?? "", ItemAction.Remove, h, null))))],
            new BulkOptions("known host", ThrottleLimit) { Failed = Failed, Quiet = !PassThru, Force = Force, IsHigh = true });
    }

    /// <summary>A name from the pipeline is no pattern: nobody typed it.</summary>
    private IReadOnlyList<KnownHost> Pick(KnownHostStore store, string[]? names, string[]? uuids) => NameFilter.SelectForChange(
        KnownHostResource.Of(store.Repository, Client.SiteUri), store.Hosts, names, uuids, patterns: _typed, WriteErrorLater);
}
