using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>
/// A cmdlet that writes many variables: plans, asks, writes some at a time, and writes one row for each. A failure in one never stops
/// the others; what failed is told as errors when all rows are out.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VariableBulkCmdlet : VariableCmdlet
{
    private readonly Dictionary<string, string?> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refusals = new(StringComparer.Ordinal);

    /// <summary>Where the values of secured variables come from.</summary>
    [Parameter]
    public SecuredPolicy SecuredPolicy { get; set; } = SecuredPolicy.Skip;

    /// <summary>Values of secured variables: name = SecureString or PSCredential, whose password is taken.</summary>
    [Parameter]
    [ValidateNotNull]
    [RefuseText]
    public IDictionary? SecureValue { get; set; }

    /// <summary>The vault for -SecuredPolicy FromVault. By default the default vault.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>
    /// The name of the secret for -SecuredPolicy FromVault: a pattern in which {Name} stands for the name of the variable. Default:
    /// {Name}.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string SecretName { get; set; } = "{Name}";

    /// <summary>Removes what is in the target and not in the source. Asks first.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Does not ask before -Prune removes variables.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (SecuredPolicy == SecuredPolicy.FromVault && SessionState.InvokeCommand.GetCommand("Get-Secret", CommandTypes.All) is null)
        {
            throw new ItemFailedException(ErrorRecords.NoSecretManagement(), terminating: true);
        }
    }

    /// <summary>Gives secured entries without a value the one that the policy finds.</summary>
    private protected VariableEntry WithSecret(VariableEntry entry) =>
        entry.Secured == true && entry.Value is null && FindSecret(entry.Name) is { } value ? entry with { Value = value } : entry;

    /// <summary>What is to be done to one target.</summary>
    private protected IReadOnlyList<PlannedVariable> Plan(IReadOnlyList<VariableEntry> wanted, IReadOnlyList<Variable> existing)
    {
        Dictionary<string, Variable> there = VariablePlan.Index(existing);
        var plan = new List<PlannedVariable>();
        foreach (PlannedVariable planned in VariablePlan.Make(wanted, existing, Prune))
        {
            VariableEntry? entry = planned.Action == ItemAction.Remove ? null : wanted.First(w => w.Name == planned.Name);
            plan.Add(entry is { Secured: true } ? PlanSecured(planned, entry, there.ContainsKey(entry.Name)) : planned);
        }

        return plan;
    }

    /// <summary>Asks, writes, and tells. Under -WhatIf the rows are the plan.</summary>
    private protected void Carry(IReadOnlyList<(VariableStore Store, PlannedVariable Planned)> plan)
    {
        ILookup<VariableStore, string> doomed = plan.Where(p => p.Planned.Action == ItemAction.Remove).ToLookup(p => p.Store, p => p.Planned.Name);
        Carry(plan.GroupBy(p => p.Store).SelectMany(target => target.Select(p => Item(p.Store, p.Planned, doomed[p.Store]))),
            ThrottleLimit, "variables", f => ErrorRecords.VariableFailed((VariableResult)f, CurrentSession));
    }

    private BulkItem Item(VariableStore store, PlannedVariable planned, IEnumerable<string> doomed) => new(
        $"{store.Scope}/{planned.Name}",
        planned.Action,
        $"{planned.Action} {(planned.Secured ? "secured " : "")}variable {planned.Name} in {store.Scope}",
        () => store.Preview(planned),
        () => store.Decline(planned),
        async token => await store.ApplyAsync(planned, token).ConfigureAwait(false))
    {
        Question = planned.Action == ItemAction.Remove ? $"Remove {doomed.Count()} variables from {store.Scope}: {string.Join(", ", doomed)}?" : null,
        Force = Force,
    };

    private PlannedVariable PlanSecured(PlannedVariable planned, VariableEntry entry, bool there)
    {
        if (SecuredPolicy == SecuredPolicy.IfMissing && there)
        {
            return planned with { Action = ItemAction.Unchanged, Value = null, Reason = "It is there already.", IsFailure = false };
        }

        // What the vault was to give and did not is no success, though the target has a value of its own.
        if (entry.Value is not null || (planned.Existing is { Secured: true } && !_refusals.ContainsKey(planned.Name)))
        {
            return planned with { IsFailure = false };
        }

        // Never secured with the value that happens to stand in the target: nobody said that it is the right one.
        return planned with
        {
            Action = ItemAction.Skipped,
            Value = null,
            Reason = _refusals.TryGetValue(planned.Name, out string? refusal)
                ? $"It is secured, and the vault did not give its value: {refusal}"
                : "It is secured, and its value cannot be read; give one with -SecureValue or -SecuredPolicy.",
            IsFailure = SecuredPolicy != SecuredPolicy.Skip,
        };
    }

    private string? FindSecret(string name)
    {
        if (_secrets.TryGetValue(name, out string? known))
        {
            return known;
        }

        SecureString? secret = Given(name) ?? SecuredPolicy switch
        {
            SecuredPolicy.Prompt => Ask(name),
            SecuredPolicy.FromVault => FromVault(name),
            _ => null,
        };
        string? value = secret is { Length: > 0 } ? Secrets.Reveal(secret) : null;
        if (value is not null && ValueText.TakeFinalLineBreak(ref value))
        {
            WriteWarning(ValueText.FinalLineBreakTaken(name));
        }

        return _secrets[name] = value;
    }

    private SecureString? Given(string name)
    {
        // A hashtable of PowerShell does not mind the case of its keys; names of variables do.
        object? value = SecureValue is null ? null : ValueText.Entries(SecureValue).FirstOrDefault(e => (e.Key as string) == name).Value;
        value = value is PSObject wrapped ? wrapped.BaseObject : value;
        return value switch
        {
            null => null,
            SecureString secret => secret,
            PSCredential credential => credential.Password,
            _ => throw new ItemFailedException(ErrorRecords.InvalidArgument(
                "InvalidSecureValue", $"The value of '{name}' in -SecureValue must be a SecureString or a PSCredential.", "Use Read-Host -AsSecureString or Get-Secret."), terminating: true),
        };
    }

    private SecureString? Ask(string name)
    {
        Host.UI.Write($"Value of {name}: ");
        return Host.UI.ReadLineAsSecureString();
    }

    private SecureString? FromVault(string name)
    {
        string secret = SecretName.Replace("{Name}", name);
        // What a vault throws is caught there: one secret that is not to be had says nothing about the others.
        object? found = InvokeCommand.InvokeScript(
            "param($name, $vault) $arguments = @{ Name = $name }; if ($vault) { $arguments.Vault = $vault }; try { Get-Secret @arguments -ErrorAction Stop } catch { $_ }",
            false, System.Management.Automation.Runspaces.PipelineResultTypes.None, null, secret, Vault).FirstOrDefault()?.BaseObject;
        if (found is ErrorRecord error)
        {
            _refusals[name] = LogText.OneLine(error.Exception.Message);
            return null;
        }

        return found switch
        {
            SecureString value => value,
            PSCredential credential => credential.Password,
            string text => Secrets.Protect(text),
            _ => null,
        };
    }
}
