using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>
/// The base class of cmdlets that give repositories the settings of another one or of a file. They process several repositories at the same
/// time, the settings of each one in order, and return a row for each setting.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SettingWriteCmdlet : SettingCmdlet
{
    private SecretFinder? _secrets;

    /// <inheritdoc cref="VariableBulkCmdlet.SecuredPolicy"/>
    [Parameter]
    public SecuredPolicy SecuredPolicy { get; set; } = SecuredPolicy.Skip;

    /// <summary>
    /// The values of secured variables: a hashtable of SecureStrings or PSCredentials, whose passwords are used. A key is
    /// <c>repo/environment/NAME</c>, <c>repo/NAME</c> or <c>NAME</c>; the most specific one is used. Repository and environment are those
    /// of the source, or with Import-BbRepositorySetting those of the target. <c>repo/NAME</c> also applies to the environments of the
    /// repository, and <c>NAME</c> to every place. A warning is written if one key is used for several sources, and if a key matches no
    /// variable.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [RefuseText]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public IDictionary? SecureValue { get; set; }

    /// <inheritdoc cref="VariableBulkCmdlet.Vault"/>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Vault { get; set; }

    /// <summary>
    /// The name of the secret for -SecuredPolicy FromVault. {Workspace}, {Repository} and {Environment} are replaced by the place of the
    /// source (with Import-BbRepositorySetting: of the target), and {Name} by the name of the variable. If a place has no such part, it is
    /// removed together with the separator after it: '{Repository}-{Environment}-{Name}' becomes web-DB_PASSWORD for a variable of a
    /// repository. The default is {Name}.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string SecretName { get; set; } = "{Name}";

    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Finds the values of secured variables.</summary>
    private protected SecretFinder SecretValues => _secrets ??= new SecretFinder(
        new SecretOptions(SecuredPolicy, SecureValue, Vault, SecretName, PlaceOfKeys, IsWhatIf) { AsksForEachPlace = true },
        NewSecretHost());

    /// <inheritdoc cref="VariableBulkCmdlet.PlaceOfKeys"/>
    private protected abstract string PlaceOfKeys { get; }

    /// <summary>
    /// Whether the wanted settings are a definition, such as a file, rather than those of another repository: secured variables of the
    /// target are as wanted without a value, and Pipelines is disabled where it should not be enabled.
    /// </summary>
    private protected abstract bool IsDefinition { get; }

    /// <summary>Whether settings that are not wanted are removed.</summary>
    private protected virtual bool Prunes => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        SecretValues.Check();
    }

    /// <summary>A repository as a target of a bulk change.</summary>
    /// <param name="session">The session for the repository.</param>
    /// <param name="target">The repository.</param>
    /// <param name="read">Reads the wanted settings, and gives the place whose keys of -SecureValue are used.</param>
    /// <param name="reasonNotDone">The reason of the row where that fails; null for the message of the failure.</param>
    /// <param name="source">The repository that the wanted settings are read from, to name it where that fails.</param>
    private protected BulkTarget BulkTargetOf(
        BitbucketSession session, RepositoryId target, Func<CancellationToken, Task<(RepositorySettings, SecretPlace)>> read,
        string? reasonNotDone = null, RepositoryId? source = null)
    {
        BitbucketClient client = ClientFor(session);
        bool trustsConflicts = !IsDefinition && !IsWhatIf && SecuredPolicy != SecuredPolicy.IfMissing;
        RepositoryState? state = null;
        RepositorySettings? wanted = null;
        SecretPlace? place = null;
        return new BulkTarget(
            target.ToString(), session,
            async token =>
            {
                (wanted, place) = await read(token).ConfigureAwait(false);
                state = new RepositoryState(client, target);
                await state.ReadForAsync(wanted, trustsConflicts, isComplete: Prunes, token).ConfigureAwait(false);
            },
            () => [.. Plan(wanted!, state!, place!).Select(p => ToBulkItem(p, $"{client.ApiUri} {target}".ToUpperInvariant()))],
            (reason, e) => new SettingResult("*", "*", target.ToString(), target.Workspace, target.Slug, ItemAction.Skipped,
                ItemResult.Failed, reasonNotDone ?? (wanted is null && source is not null && e is BitbucketApiException
                    ? $"The settings of {source} could not be read. {reason}" : reason)) { Failure = ItemFailure.From(e) })
        {
            MayRemove = Prunes,
        };
    }

    /// <summary>Plans and applies the changes. With -WhatIf, the rows are the plan.</summary>
    private protected void ExecutePlan(IReadOnlyList<BulkTarget> targets) => ExecutePlan(targets, new BulkOptions("setting", ThrottleLimit)
    {
        Force = Force,
        // With -Force nothing is asked, whatever $ConfirmPreference says.
        IsHighImpact = Force,
        HasOneErrorForRefusals = true,
        Failed = row => Errors.SettingFailed((SettingResult)row, CurrentSession),
    });

    /// <summary>Called with the plan of each repository.</summary>
    private protected virtual void NotePlan(IReadOnlyList<PlannedSetting> plan)
    {
    }

    private IReadOnlyList<PlannedSetting> Plan(RepositorySettings wanted, RepositoryState state, SecretPlace place)
    {
        IReadOnlyList<PlannedSetting> plan = SettingsPlan.Make(wanted, state, new SettingPlanOptions(Kinds)
        {
            Prune = Prunes,
            Disables = IsDefinition,
            PlanVariables = (scope, entries, existing) =>
            {
                SecretPlace own = place with { Environment = scope.Environment };
                string source = own.Describe(scope.ToString());
                SecretValues.AddSource(own, entries);
                return PlanVariables(scope, [.. entries.Select(e => SecretValues.WithSecret(e, own, source))], existing);
            },
        });
        NotePlan(plan);
        return plan;
    }

    /// <summary>
    /// Plans the variables of a scope. One that is against the rules of Bitbucket fails, and does not stop the other settings of the
    /// repository. It is never removed.
    /// </summary>
    private IReadOnlyList<PlannedVariable> PlanVariables(
        VariableScope scope, IReadOnlyList<VariableEntry> entries, IReadOnlyList<Variable> existing)
    {
        var refused = entries
            .Select(e => (Entry: e, Problems: LazyVariableStore.FindProblems([e], [], prune: true)))
            .Where(r => r.Problems.Count > 0)
            .Select(r => Refuse(r.Entry, r.Problems))
            .ToDictionary(r => r.Name, StringComparer.Ordinal);
        VariableEntry[] valid = [.. entries.Where(e => !refused.ContainsKey(e.Name))];
        Variable[] others = [.. existing.Where(v => !refused.ContainsKey(v.Name ?? ""))];
        IReadOnlyList<VariableProblem> tooLarge = LazyVariableStore.FindProblems(valid, existing, Prunes);
        return [
            .. refused.Values,
            .. tooLarge.Count > 0 ? valid.Select(e => Refuse(e, tooLarge))
                : SecretValues.Plan(scope, valid, others, Prunes, IsDefinition),
        ];
    }

    private static PlannedVariable Refuse(VariableEntry entry, IReadOnlyList<VariableProblem> problems) => new(
        entry.Name, ItemAction.Skipped, null, null, entry.Secured == true, string.Join(" ", problems.Select(p => p.Message)),
        IsFailure: true);

    private static BulkItem ToBulkItem(PlannedSetting planned, string key) => new(
        key, planned.Action, planned.Description, (status, reason) => [planned.Row(status, reason)],
        async token => [await planned.Apply(token).ConfigureAwait(false)])
    {
        Reason = planned.Reason,
        Requests = planned.Requests,
        Warning = planned.Question,
        NotAsked = "It needs a confirmation, which cannot be asked for here. To answer it in advance, specify -Force.",
        IsRefused = planned.IsFailure,
        PlannedRemoval = planned.Action != ItemAction.Remove ? null
            : new PlannedRemoval(
                planned.Kind == SettingKind.Environment ? $"environment {planned.Name} with its variables" : planned.Name,
                planned.Row(ItemResult.Planned, null).Target, planned.IsSecured),
    };
}
