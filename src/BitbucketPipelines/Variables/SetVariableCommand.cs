using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates or updates variables.</summary>
/// <remarks>
/// Names are taken to the letter: two that differ in case are two variables. A plain variable that has the value already is not written.
/// A secured one stays secured unless -Secured:$false is given together with a new value; a piped false or an empty cell of a table does
/// not make it readable. The list of a scope is read once for all records; -ThrottleLimit requests are in flight at most, and results come
/// in the order of the input.
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
    // Longer than most: a value that is typed, one that is piped and a secret are not taken alike.
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
            throw new ErrorRecordException(ErrorRecords.ValueIsNull(Name.Length == 0 ? "NAME" : Name), terminating: true);
        }

        if (!typed && !_saidSecured && SecureValue is null && !MyInvocation.ExpectingInput)
        {
            throw new ErrorRecordException(ErrorRecords.ValueNotGiven(Name), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool isPiped = !_saidSecured && MyInvocation.BoundParameters.ContainsKey(nameof(Secured));
        bool? secured = SecureValue is not null ? true : _saidSecured || isPiped ? Secured.IsPresent : null;
        _wanted.Add(new Wanted(OpenPlace(), new VariableEntry(Name, FindValue(secured == true), secured), isPiped));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        ILookup<LazyVariableStore, VariableEntry> all = _wanted.ToLookup(w => w.Place, w => w.Entry);
        // Neighbours of one scope together: the results come in the order of the input, however its records are mixed.
        ExecutePlan(
            [.. Consecutive.By(_wanted, w => w.Place).Select(group => new BulkTarget(
                group[0].Place.Scope.ToString(), group[0].Place.Session, group[0].Place.ReadAsync,
                () => Plan(group[0].Place, group, [.. all[group[0].Place]]),
                (reason, e) => group[0].Place.NotDone([.. group.Select(w => w.Entry.Name)], reason, e)))],
            new BulkOptions("variable", ThrottleLimit) { Failed = f => Failed((VariableResult)f), Quiet = !PassThru });
    }

    /// <summary>The value, or null when there is none. A final line break is taken off, with a warning.</summary>
    private string? FindValue(bool secured)
    {
        // A piped object binds null where it has none.
        string? value = SecureValue is not null
            ? Secrets.ToPlainText(SecureValue)
            : MyInvocation.BoundParameters.ContainsKey(nameof(Value)) ? Value : null;
        if (value is not null && ValueText.TakeFinalLineBreak(ref value))
        {
            WriteWarning(ValueText.FinalLineBreakTaken(Name));
            if (value.Length == 0 && secured)
            {
                throw new ErrorRecordException(ErrorRecords.ValueIsNull(Name));
            }
        }

        // An exported table has a secured variable without its value.
        return secured && value is { Length: 0 } ? null : value;
    }

    private static BulkItem[] Plan(LazyVariableStore place, IReadOnlyList<Wanted> group, VariableEntry[] all)
    {
        VariableStore store = place.Store;
        CheckLimits(store.Scope, [.. all.GroupBy(e => e.Name).Select(same => same.Last())], place.Existing, prune: false);
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. group.Select(wanted =>
        {
            PlannedVariable planned = wanted.Decide(store);
            // Of a name that comes again it is only known at its turn what is to be done.
            BulkItem item = VariableItem(store, names.Add(planned.Name) ? planned : planned with { Action = ItemAction.Update });
            return item with { Apply = async token => [await store.ApplyAsync(wanted.Decide(store), token).ConfigureAwait(false)] };
        })];
    }

    private ErrorDescription Failed(VariableResult result) => result is { Action: ItemAction.Skipped, Failure: null }
        ? ErrorRecords.ValueRequired(result)
        : ErrorRecords.VariableFailed(result, CurrentSession);

    /// <summary>A record of the input. <paramref name="IsPiped"/>: whether it is secured was not typed, but came with an object.</summary>
    private sealed record Wanted(LazyVariableStore Place, VariableEntry Entry, bool IsPiped)
    {
        public PlannedVariable Decide(VariableStore store) => IsPiped
            ? VariablePlan.DecidePiped(Entry, store.Find(Entry.Name))
            : VariablePlan.Decide(Entry, store.Find(Entry.Name));

        public override string ToString() => Entry.Name;
    }
}
