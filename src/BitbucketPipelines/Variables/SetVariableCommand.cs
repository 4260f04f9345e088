using System.Collections;
using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates or updates variables.</summary>
/// <remarks>
/// Names are case-sensitive: two names that differ only in case are two variables. A variable that already has the value is not written.
/// A secured variable stays secured unless -Secured:$false is specified together with a new value; a piped $false or an empty cell of a
/// table does not make it readable. The variables of a scope are read once for all records, or not at all where each record is a variable
/// from Get-BbVariable that is changed: it is written by its uuid, or by its name if it was removed meanwhile. Results have the order of
/// the input.
/// </remarks>
/// <example>
/// <code>Set-BbVariable API_URL https://api.example.com</code>
/// <para>Sets a variable of the session's repository.</para>
/// </example>
/// <example>
/// <code>Set-BbVariable @{ API_URL = 'https://api.example.com'; RETRIES = 3 }</code>
/// <para>Sets several variables.</para>
/// </example>
/// <example>
/// <code>Set-BbVariable DB_PASSWORD -SecureValue (Read-Host -AsSecureString) -Environment Production</code>
/// <para>Sets a secured variable of a deployment environment.</para>
/// </example>
/// <example>
/// <code>Import-Csv variables.csv | Set-BbVariable -PassThru</code>
/// <para>Sets the variables of a table with the columns Name and Value, and optionally Secured, Repository and Environment.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbVariable", SupportsShouldProcess = true, DefaultParameterSetName = "Value")]
[OutputType(typeof(VariableResult))]
public sealed class SetVariableCommand : VariableCmdlet
{
    private readonly List<VariableInput> _inputs = [];

    /// <summary>The name: letters, digits and underscores, not starting with a digit. Case-sensitive.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Value")]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "SecureValue")]
    [Parameter(Position = 1, ParameterSetName = "Variable", DontShow = true)]
    [MustSpecify(Unless = nameof(Variable))]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Several variables: name = value. A SecureString makes its variable secured.</summary>
    // Also in the other set, so that it is refused in words. Were -SecureValue in the set of -Variable, PowerShell would prompt for
    // -Variable as soon as something is piped in beside -SecureValue.
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Variable")]
    [Parameter(ParameterSetName = "SecureValue", DontShow = true)]
    [AllowNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public IDictionary? Variable { get; set; }

    /// <summary>
    /// The value. It cannot contain line breaks; one at its end is removed, with a warning. $true and $false become true and false, numbers
    /// have a decimal point, and dates are in ISO 8601 format. $null is rejected on the command line, because it usually comes from a
    /// PowerShell variable that is not set.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = "Value")]
    [Parameter(Position = 1, ParameterSetName = "SecureValue", DontShow = true)]
    [Parameter(Position = 2, ParameterSetName = "Variable", DontShow = true)]
    [Alias("V", "Va")]
    [ValueTransformation]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Value { get; set; }

    /// <summary>The value as a secret. Makes the variable secured. A line break at its end is removed, with a warning.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "SecureValue")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString? SecureValue { get; set; }

    /// <summary>Makes the variable secured: its value is hidden. -Secured:$false makes it readable again, and needs a new value.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNoTransformation]
    public SwitchParameter Secured { get; set; }

    /// <summary>Returns a result for each variable: Create, Update or Unchanged.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>
    /// The piped object, whose properties are bound. Without this parameter, PowerShell itself refuses an object that has none of them, and
    /// does not say what is missing.
    /// </summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Name;

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (IsTyped(nameof(Variable)) && Variable is null)
        {
            // PowerShell binds a name that is null here.
            throw new ErrorRecordException(Errors.NameIsNull(), terminating: true);
        }

        if (Variable is { Count: 0 })
        {
            throw new ErrorRecordException(Errors.NoVariables(), terminating: true);
        }

        // A hashtable beside -SecureValue binds to -Name, as text.
        if ((Variable is not null && (IsTyped(nameof(Name)) || IsTyped(nameof(Value)) || SecureValue is not null))
            || Name.StartsWith("System.Collections.", StringComparison.Ordinal))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousTarget, "-Variable already contains names and values, so -Name, -Value and -SecureValue cannot be used "
                    + "together with it.", "Specify either -Variable @{ NAME = 'value' }, or -Name with -Value or -SecureValue."),
                terminating: true);
        }

        if (SecureValue is not null && IsTyped(nameof(Value)))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousTarget, "-Value and -SecureValue cannot be used together.", "Specify only one of them."),
                terminating: true);
        }

        if (SecureValue is { Length: 0 }
            || (IsTyped(nameof(Value)) && (Value is null || (Value.Length == 0 && IsTyped(nameof(Secured)) && Secured))))
        {
            throw new ErrorRecordException(Errors.ValueIsNull(Name.Length == 0 ? "NAME" : Name), terminating: true);
        }

        if (Variable is null && SecureValue is null && !IsTyped(nameof(Value)) && !IsTyped(nameof(Secured))
            && !MyInvocation.ExpectingInput)
        {
            throw new ErrorRecordException(Errors.ValueNotGiven(Name), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (MyInvocation.ExpectingInput
            && MyInvocation.BoundParameters.Keys.All(name => name == nameof(InputObject) || IsTyped(name)))
        {
            throw new ErrorRecordException(Errors.NoVariablePiped(InputObject, Name));
        }

        if (Variable is not null)
        {
            _inputs.AddRange(
                VariableInput.ReadTable(OpenPlace(), Variable, IsBound(nameof(Secured)) ? Secured.IsPresent : null, WriteWarning));
            return;
        }

        bool? secured = SecureValue is not null ? true : IsBound(nameof(Secured)) ? Secured.IsPresent : null;
        // A piped object that lacks the value binds null.
        string? value = SecureValue is not null ? Secrets.ToPlainText(SecureValue) : IsBound(nameof(Value)) ? Value : null;
        LazyVariableStore store = OpenPlace();
        value = VariableInput.ReadValue(Name, value, secured == true, WriteWarning);
        _inputs.Add(new VariableInput(
            store, new VariableEntry(Name, value, secured), IsSecuredPiped: !IsTyped(nameof(Secured)) && IsBound(nameof(Secured)))
        {
            Piped = store.Piped(PipelineInput.Current<Variable>(this)),
        });
    }

    /// <inheritdoc/>
    protected override void Finish() => ExecutePlan(VariableInput.ToBulkTargets(_inputs, IsWhatIf), BulkOptionsOf(ThrottleLimit) with
    {
        Failed = row => Errors.VariableNotSet((VariableResult)row, CurrentSession),
        SuppressRows = !PassThru,
    });

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
