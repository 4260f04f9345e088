using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Removes known hosts.</summary>
/// <remarks>
/// Asks for confirmation unless -Force is specified. If a name without wildcards does not exist, the error is KnownHostNotFound.
/// </remarks>
/// <example>
/// <code>Remove-BbKnownHost old.example.com</code>
/// <para>Removes one host of the session's repository, after confirmation.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbKnownHost *.old.example.com | Remove-BbKnownHost -Force -PassThru</code>
/// <para>Removes the hosts of a domain from all repositories, and returns a result for each.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbKnownHost", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "InputObject")]
[OutputType(typeof(KnownHostResult))]
public sealed class RemoveKnownHostCommand : KnownHostCmdlet
{
    private readonly List<(KnownHostStore Store, string[]? Names, string[]? Uuids, PipedHost? Piped)> _records = [];

    /// <summary>The host: <c>host</c>, <c>host:port</c> or <c>[host]:port</c>. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Uuid { get; set; }

    /// <summary>A known host from Get-BbKnownHost.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public KnownHost? InputObject { get; set; }

    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns a result for each host.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject?.Name ?? (Name?.Length == 1 ? Name[0] : null);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is null && Name is null && Uuid is null)
        {
            throw NothingSpecified("known host");
        }

        KnownHostStore store = StoreOf(CurrentSession, TargetRepository);
        // A piped host is found by its uuid: another one may have its name by now. PowerShell may bind its name alone.
        KnownHost? piped = InputObject ?? (IsTyped(nameof(Name)) || Uuid is not null ? null : PipelineInput.Current<KnownHost>(this));
        _records.Add(piped is { Uuid: { } uuid } ? (store, null, [uuid], Piped(store, piped))
            : (store, InputObject is { Name: { } name } ? [name] : Name, Uuid, null));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        foreach (var same in _records.GroupBy(r => r.Store).Where(same => same.All(r => r.Piped is not null)))
        {
            same.Key.Assume([.. same.Select(r => r.Piped!.Read).GroupBy(h => h.Uuid).Select(h => h.First())]);
        }

        ForgetRead(_records.Select(r => r.Piped?.Input));

        // A host that is specified twice is removed once.
        var removed = new HashSet<(KnownHostStore, KnownHost)>();
        ExecutePlan(
            [.. Consecutive.By(_records, r => r.Store).Select(group => BulkTargetOf(
                group[0].Store, [.. group.SelectMany(r => r.Names ?? r.Uuids ?? [])],
                () => group.SelectMany(r => Select(r.Store, r.Names, r.Uuids)).Where(h => removed.Add((group[0].Store, h)))
                    .Select(h => new PlannedKnownHost(h.Name ?? "", ItemAction.Remove, h, null))))],
            BulkOptions with { SuppressRows = !PassThru, Force = Force, IsHighImpact = true });
    }

    /// <summary>Finds the hosts to remove. Wildcards are allowed only in typed names, not in piped ones.</summary>
    private IReadOnlyList<KnownHost> Select(KnownHostStore store, string[]? names, string[]? uuids) => NameFilter.SelectForChange(
        KnownHostResource.Of(store.Repository, Client.SiteUri), store.Hosts, names, uuids, patterns: IsTyped(nameof(Name)),
        DeferError);
}
