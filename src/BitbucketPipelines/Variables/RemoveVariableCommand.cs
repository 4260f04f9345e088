using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Removes variables.</summary>
/// <remarks>
/// A name without wildcards is taken to the letter. One question is asked before anything is removed: it counts and names the variables,
/// and says which of them are secured, since nobody can bring their values back. -Force answers it. In a build, where nobody can be asked,
/// nothing is removed without -Force; the error is ConfirmationRequired.
/// </remarks>
/// <example>
/// <code>Remove-BbVariable OLD_URL</code>
/// <para>Removes one variable of the session's repository, after a question.</para>
/// </example>
/// <example>
/// <code>Get-BbVariable 'TEMP_*' -Environment Test | Remove-BbVariable -Force -PassThru</code>
/// <para>Removes what is piped in without a question, and writes what was done.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbVariable", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(VariableResult))]
public sealed class RemoveVariableCommand : VariableCmdlet
{
    private readonly List<(LazyVariableStore Place, Variable? Input, string[] Names)> _meant = [];
    private readonly HashSet<(VariableStore, string?)> _doomed = [];
    private bool _typed;

    /// <summary>The name. Takes wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>A variable from Get-BbVariable.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public Variable? InputObject { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>Writes what became of each variable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject?.Name ?? (Name.Length == 1 ? Name[0] : null);

    /// <inheritdoc/>
    protected override void Begin() => _typed = MyInvocation.BoundParameters.ContainsKey(nameof(Name));

    /// <inheritdoc/>
    protected override void Process() =>
        _meant.Add((OpenPlace(), InputObject, InputObject is null ? Name : [InputObject.Name ?? ""]));

    /// <inheritdoc/>
    protected override void Finish() => ExecutePlan(
        [.. Consecutive.By(_meant, m => m.Place).Select(group => new BulkTarget(
            group[0].Place.Scope.ToString(), group[0].Place.Session, group[0].Place.ReadAsync,
            () => [.. group.SelectMany(m => Find(m.Place, m.Input, m.Names)).Select(v => VariableItem(
                group[0].Place.Store, new PlannedVariable(v.Name ?? "", ItemAction.Remove, v, null, v.Secured)))],
            (reason, e) => group[0].Place.NotDone([.. group.SelectMany(m => m.Names)], reason, e))
        {
            MayRemove = true,
        })],
        new BulkOptions("variable", ThrottleLimit)
        {
            Failed = f => ErrorRecords.VariableFailed((VariableResult)f, CurrentSession),
            Quiet = !PassThru,
            Force = Force,
        });

    private List<Variable> Find(LazyVariableStore place, Variable? input, string[] names)
    {
        var all = new List<Variable>();
        foreach (string name in names)
        {
            // What was read is meant, not what took its name since. A name from the pipeline is no pattern: nobody typed it.
            Variable[] found = [.. place.Existing.Where(v =>
                input?.Uuid is { } uuid ? v.Uuid == uuid : _typed ? NameFilter.Any([name], v.Name) : v.Name == name)];
            if (found.Length == 0 && !(_typed && WildcardPattern.ContainsWildcardCharacters(name)))
            {
                WriteErrorLater(ErrorRecords.VariableNotFound(
                    name, place.Store.Scope,
                    place.Existing.FirstOrDefault(v => string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase))?.Name));
            }

            // Named twice is removed once.
            all.AddRange(found.Where(v => _doomed.Add((place.Store, v.Uuid))));
        }

        return all;
    }
}
