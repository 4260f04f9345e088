using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Removes variables.</summary>
/// <remarks>
/// A name without wildcards is taken to the letter. Wildcards ask first, naming what they mean, unless -Force is given.
/// </remarks>
/// <example>
/// <code>Remove-BbVariable OLD_URL</code>
/// <para>Removes one variable of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbVariable 'TEMP_*' -Environment Test | Remove-BbVariable -PassThru</code>
/// <para>Removes what is piped in, and writes what was done.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbVariable", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(VariableResult))]
public sealed class RemoveVariableCommand : VariableCmdlet
{
    private readonly List<(VariableStore Store, PlannedVariable Planned)> _doomed = [];
    private bool _typed;

    /// <summary>The name. Takes wildcards, and asks then.</summary>
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

    /// <summary>Does not ask, though the name has wildcards.</summary>
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
    protected override void Process()
    {
        VariableStore store = FindStore();
        IReadOnlyList<Variable> all = Await(token => store.ReadAsync(token));
        foreach (string name in InputObject is null ? Name : [InputObject.Name ?? ""])
        {
            bool wildcards = _typed && WildcardPattern.ContainsWildcardCharacters(name);
            // What was read is meant, not what took its name since. A name from the pipeline is no pattern: nobody typed it.
            Variable[] found = [.. all.Where(v =>
                InputObject?.Uuid is { } uuid ? v.Uuid == uuid : _typed ? NamePattern.Any([name], v.Name) : v.Name == name)];
            if (found.Length == 0 && !wildcards)
            {
                WriteError(ErrorRecords.VariableNotFound(
                    name, store.Scope, all.FirstOrDefault(v => string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase))?.Name));
            }

            // Named twice is removed once.
            found = [.. found.Where(v => !_doomed.Exists(d => d.Store == store && d.Planned.Existing?.Uuid == v.Uuid))];
            found = [.. found.Where(v => ShouldProcess($"{v.Name} in {store.Scope}", "Remove variable"))];
            if (found.Length > 0 && (!wildcards || IsConfirmed(Force, $"Remove {found.Length} variables from {store.Scope}: {string.Join(", ", found.Select(v => v.Name))}?")))
            {
                _doomed.AddRange(found.Select(v => (store, new PlannedVariable(v.Name ?? "", ItemAction.Remove, v, null, v.Secured))));
            }
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        BitbucketSession session = CurrentSession;
        Await(token => OrderedWork.RunAsync(
            _doomed, ThrottleLimit, d => $"{d.Store.Scope}/{d.Planned.Existing?.Uuid}", (d, t) => d.Store.ApplyAsync(d.Planned, t),
            result => Post(() =>
            {
                if (PassThru)
                {
                    WriteObject(result);
                }

                if (result.Status == VariableResult.Failed)
                {
                    WriteError(ErrorRecords.VariableFailed(result, session));
                }
            }), token));
    }
}
