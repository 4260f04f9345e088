using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates or updates variables.</summary>
/// <remarks>
/// Names are taken to the letter: two that differ in case are two variables. A plain variable that has the value already is not written.
/// A secured one stays secured unless -Secured:$false is given together with a new value; a piped false or an empty cell of a table does
/// not make it readable. The list of a scope is read once for all records; -ThrottleLimit requests are in flight at most, and results come in the order of the input.
/// </remarks>
/// <example>
/// <code>Set-BbVariable API_URL https://api.example.com</code>
/// <para>A plain variable of the session's repository.</para>
/// </example>
/// <example>
/// <code>Set-BbVariable DB_PASSWORD -SecureValue (Read-Host -AsSecureString) -Environment Production</code>
/// <para>A secured variable of a deployment environment.</para>
/// </example>
/// <example>
/// <code>Import-Csv variables.csv | Set-BbVariable -PassThru</code>
/// <para>From a table with the columns Name, Value and, if wanted, Secured, Repository, Environment.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbVariable", SupportsShouldProcess = true, DefaultParameterSetName = "Value")]
[OutputType(typeof(VariableResult))]
public sealed class SetVariableCommand : VariableCmdlet
{
    private readonly List<Wanted> _wanted = [];
    private bool _saidSecured;

    /// <summary>The name: letters, digits and underscores, not a digit first. Case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string Name { get; set; } = "";

    /// <summary>
    /// The value, without line breaks; one at its very end is taken off, with a warning. $true and $false become true and false, numbers
    /// have a point, dates are as in ISO 8601. Null is refused when it is typed: it mostly is a variable that is not set.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = "Value")]
    [ValueTransformation]
    [AllowEmptyString]
    [AllowNull]
    public string? Value { get; set; }

    /// <summary>The value as a secret. Makes the variable secured. A line break at its very end is taken off, with a warning.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "SecureValue")]
    [ValidateNotNull]
    public SecureString? SecureValue { get; set; }

    /// <summary>Hides the value from now on. -Secured:$false shows it from now on, and needs a new value.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNoTransformation]
    public SwitchParameter Secured { get; set; }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>Writes what became of each variable: Create, Update or Unchanged.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Name;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _saidSecured = MyInvocation.BoundParameters.ContainsKey(nameof(Secured));
        // Only what is typed is bound by now.
        bool typed = MyInvocation.BoundParameters.ContainsKey(nameof(Value));
        if (SecureValue is { Length: 0 } || (typed && (Value is null || (Value.Length == 0 && _saidSecured && Secured))))
        {
            throw new ItemFailedException(ErrorRecords.ValueIsNull(Name.Length == 0 ? "NAME" : Name), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool piped = !_saidSecured && MyInvocation.BoundParameters.ContainsKey(nameof(Secured));
        bool? secured = SecureValue is not null ? true : _saidSecured || piped ? Secured.IsPresent : null;
        // A piped object binds null where it has none.
        string? value = SecureValue is not null ? Secrets.Reveal(SecureValue) : MyInvocation.BoundParameters.ContainsKey(nameof(Value)) ? Value : null;
        if (value is not null && ValueText.TakeFinalLineBreak(ref value))
        {
            WriteWarning(ValueText.FinalLineBreakTaken(Name));
        }

        if (value is { Length: 0 } && secured == true)
        {
            // An exported table has a secured variable without its value.
            value = null;
        }

        VariableStore store = FindStore();
        bool approved = ShouldProcess($"{Name} in {store.Scope}", secured == true ? "Set secured variable" : "Set variable");
        if (approved || IsWhatIf)
        {
            // Under -WhatIf it is checked like everything else, so that what would be refused is refused.
            _wanted.Add(new Wanted(store, new VariableEntry(Name, value, secured), CurrentSession, piped && secured == false, IsPreview: !approved));
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        var ready = new HashSet<VariableStore>();
        foreach (IGrouping<VariableStore, Wanted> scope in _wanted.GroupBy(w => w.Store))
        {
            Guard(() =>
            {
                IReadOnlyList<Variable> existing = Await(token => scope.Key.ReadAsync(token));
                CheckLimits(scope.Key, [.. scope.Select(s => s.Entry).GroupBy(e => e.Name).Select(same => same.Last())], existing, prune: false);
                ready.Add(scope.Key);
            }, scope.Key.Scope.ToString());
        }

        // All scopes in one go: the results come in the order of the input, however its records are mixed.
        Write([.. _wanted.Where(w => ready.Contains(w.Store))]);
    }

    private void Write(List<Wanted> wanted) => Await(token => OrderedWork.RunAsync(
        wanted, ThrottleLimit, w => $"{w.Store.Scope}/{w.Entry.Name}",
        async (w, t) =>
        {
            PlannedVariable planned = Decide(w);
            return (planned, result: w.IsPreview && !planned.IsFailure ? w.Store.Preview(planned) : await w.Store.ApplyAsync(planned, t).ConfigureAwait(false), w.Session);
        },
        done => Post(() => Tell(done.planned, done.result, done.Session)), token));

    private static PlannedVariable Decide(Wanted wanted)
    {
        Variable? existing = wanted.Store.Find(wanted.Entry.Name);
        if (!wanted.IsPipedPlain || wanted.Entry.Value is null || existing is not { Secured: true })
        {
            return VariablePlan.Decide(wanted.Entry, existing);
        }

        return VariablePlan.Decide(wanted.Entry with { Secured = null }, existing) with { Reason = "It stays secured; only -Secured:$false makes it readable." };
    }

    private void Tell(PlannedVariable planned, VariableResult result, BitbucketSession session)
    {
        if (PassThru && result.Status != ItemResult.Planned)
        {
            WriteObject(result);
        }

        if (result.Status == VariableResult.Failed)
        {
            WriteError(planned.IsFailure ? ErrorRecords.ValueRequired(planned, result.Target) : ErrorRecords.VariableFailed(result, session));
        }
    }

    /// <summary>
    /// A record of the input. <paramref name="IsPipedPlain"/>: it came with Secured false, which nobody typed. <paramref name="IsPreview"/>:
    /// nothing is to be written.
    /// </summary>
    private sealed record Wanted(VariableStore Store, VariableEntry Entry, BitbucketSession Session, bool IsPipedPlain, bool IsPreview)
    {
        public override string ToString() => Entry.Name;
    }
}
