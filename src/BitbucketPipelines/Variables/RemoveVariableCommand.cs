using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Removes variables.</summary>
/// <remarks>
/// Names without wildcards are case-sensitive. The cmdlet asks for confirmation once, before anything is removed, unless -Force is
/// specified. The question counts and names the variables, and says which of them are secured, because their values cannot be restored. In
/// a build, where nobody can answer, nothing is removed without -Force; the error is ConfirmationRequired.
/// </remarks>
/// <example>
/// <code>Remove-BbVariable OLD_URL</code>
/// <para>Removes one variable of the session's repository, after confirmation.</para>
/// </example>
/// <example>
/// <code>Get-BbVariable 'TEMP_*' -Environment Test | Remove-BbVariable -Force -PassThru</code>
/// <para>Removes the piped variables without confirmation, and returns a result for each.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbVariable", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(VariableResult))]
public sealed class RemoveVariableCommand : VariableCmdlet
{
    private readonly List<(LazyVariableStore Store, Variable? Input, string[] Names)> _records = [];
    private readonly HashSet<(VariableStore, string?)> _removed = [];

    /// <summary>The name. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>A variable from Get-BbVariable.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [FromProperties(typeof(Variable), "Key")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Variable? InputObject { get; set; }

    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns a result for each variable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject?.Name ?? (Name.Length == 1 ? Name[0] : null);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is null && Name.Length == 0)
        {
            throw NothingSpecified("variable");
        }

        _records.Add((OpenPlace(), InputObject, InputObject is null ? Name : [InputObject.Name ?? ""]));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        foreach (var same in _records.GroupBy(r => r.Store))
        {
            same.Key.UsePiped([.. same.Select(r => r.Store.Piped(r.Input))]);
        }

        ForgetRead(_records.Select(r => r.Input));

        ExecutePlan(
            [.. Consecutive.By(_records, r => r.Store).Select(group => group[0].Store.ToBulkTarget(
                [.. group.SelectMany(r => r.Names)],
                () => [.. group.SelectMany(r => Find(r.Store, r.Input, r.Names)).Select(v => ToBulkItem(group[0].Store, v))],
                IsWhatIf) with { MayRemove = true })],
            BulkOptionsOf(ThrottleLimit) with { SuppressRows = !PassThru, Force = Force });
    }

    private BulkItem ToBulkItem(LazyVariableStore store, Variable variable)
    {
        var planned = new PlannedVariable(variable.Name ?? "", ItemAction.Remove, variable, null, variable.Secured);
        return store.ToBulkItem(planned) with { Apply = token => store.ApplyAsync(planned, FindAgain, token) };

        PlannedVariable? FindAgain()
        {
            if (store.Existing.FirstOrDefault(v => v.Uuid == variable.Uuid) is { } found)
            {
                return planned with { Existing = found };
            }

            IReadOnlyList<Variable> all = store.Existing;
            Post(() => DeferError(VariableResource.Of(store.Store.Scope, Client.SiteUri).NotFound(planned.Name, all)));
            return null;
        }
    }

    private List<Variable> Find(LazyVariableStore store, Variable? input, string[] names)
    {
        var all = new List<Variable>();
        bool isTyped = IsTyped(nameof(Name));
        foreach (string name in names)
        {
            // A piped variable is found by its uuid: another one may have its name by now. Wildcards count only in typed names.
            Variable[] found = [.. store.Existing.Where(v =>
                input?.Uuid is { } uuid ? v.Uuid == uuid : isTyped ? NameFilter.Any([name], v.Name) : v.Name == name)];
            if (found.Length == 0 && !(isTyped && WildcardPattern.ContainsWildcardCharacters(name)))
            {
                DeferError(VariableResource.Of(store.Store.Scope, Client.SiteUri).NotFound(name, store.Existing));
            }

            // A variable that is specified twice is removed once.
            all.AddRange(found.Where(v => _removed.Add((store.Store, v.Uuid))));
        }

        return all;
    }
}
