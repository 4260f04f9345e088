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
    private readonly Dictionary<string, string> _vaultRefusals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shortened = new(StringComparer.Ordinal);

    /// <summary>Where the values of secured variables come from.</summary>
    [Parameter]
    public SecuredPolicy SecuredPolicy { get; set; } = SecuredPolicy.Skip;

    /// <summary>
    /// Values of secured variables: a table of SecureStrings, or of PSCredentials, whose passwords are taken. A key is
    /// <c>repo/environment/NAME</c>, <c>repo/NAME</c> or <c>NAME</c>; the most exact one counts. Repository and environment are those that
    /// a variable is copied from, and with Import-BbVariable those that it goes to. A bare name means every place that has the name: a
    /// warning says so where it is used for several sources.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [RefuseText]
    public IDictionary? SecureValue { get; set; }

    /// <summary>The vault for -SecuredPolicy FromVault. By default the default vault.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>
    /// The name of the secret for -SecuredPolicy FromVault: a pattern in which {Workspace}, {Repository} and {Environment} stand for the
    /// place that the variable is copied from (with Import-BbVariable: that it goes to), and {Name} for its name. What a place does not
    /// have is left out with the sign behind it: '{Repository}-{Environment}-{Name}' gives web-DB_PASSWORD for a variable of a repository.
    /// Default: {Name}.
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
    /// <param name="entry">The entry.</param>
    /// <param name="place">Where it belongs.</param>
    /// <param name="source">Where it comes from, in words.</param>
    private protected VariableEntry WithSecret(VariableEntry entry, SecretPlace place, string source) =>
        entry.Secured == true && entry.Value is null && FindSecret(entry.Name, place, source) is { } value ? entry with { Value = value } : entry;

    /// <summary>A target, and what it shall hold; null leaves it alone.</summary>
    private protected BulkTarget BulkTargetOf(
        LazyVariableStore place, IReadOnlyList<string> names, Func<IReadOnlyList<VariableEntry>?> wanted) => new(
        place.Scope.ToString(), place.Session, place.ReadAsync, () => wanted() is { } all ? Plan(place, all) : [],
        (reason, e) => place.NotDone(names, reason, e))
    {
        MayRemove = Prune,
    };

    /// <summary>Asks, writes, and tells. Under -WhatIf the rows are the plan.</summary>
    private protected void Carry(IReadOnlyList<BulkTarget> targets) => Carry(
        targets,
        new BulkOptions("variable", ThrottleLimit)
        {
            Failed = f => ErrorRecords.VariableFailed((VariableResult)f, CurrentSession),
            Force = Force,
        });

    private IReadOnlyList<BulkItem> Plan(LazyVariableStore place, IReadOnlyList<VariableEntry> wanted)
    {
        VariableStore store = place.Store;
        CheckLimits(store.Scope, wanted, place.Existing, Prune);
        Dictionary<string, Variable> there = VariablePlan.Index(place.Existing);
        ILookup<string, VariableEntry> byName = wanted.ToLookup(w => w.Name, StringComparer.Ordinal);
        return [.. VariablePlan.Make(wanted, place.Existing, Prune)
            .Select(p => p.Action != ItemAction.Remove && byName[p.Name].First() is { Secured: true } entry
                ? PlanSecured(p, entry, there.ContainsKey(p.Name)) : p)
            .Select(p => VariableItem(store, p))];
    }

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

    private string? FindSecret(string name, SecretPlace place, string source)
    {
        SecureString? secret = Given(name, place, source);
        if (secret is null && SecuredPolicy == SecuredPolicy.Prompt)
        {
            return Once(name, name, () => Ask(name, source));
        }

        if (secret is null && SecuredPolicy == SecuredPolicy.FromVault)
        {
            string wanted = place.Expand(SecretName, name);
            Warn(SecretUses.Of(CurrentSession), $"{Vault}/{wanted}", source, first =>
                $"The secret '{wanted}' of the vault is used for variables of {first} and of {source}. "
                + "If they are to differ, put {Repository} and {Environment} into -SecretName.");
            string? found = Once(wanted, name, () => FromVault(wanted));
            _refusals.Remove(name);
            if (_vaultRefusals.TryGetValue(wanted, out string? refusal))
            {
                _refusals[name] = refusal;
            }

            return found;
        }

        return ValueOf(secret, name);
    }

    private string? Once(string key, string name, Func<SecureString?> find)
    {
        if (!_secrets.TryGetValue(key, out string? known))
        {
            _secrets[key] = known = ValueOf(find(), name);
        }

        return known;
    }

    private string? ValueOf(SecureString? secret, string name)
    {
        string? value = secret is { Length: > 0 } ? Secrets.Reveal(secret) : null;
        if (value is not null && ValueText.TakeFinalLineBreak(ref value) && _shortened.Add(name))
        {
            WriteWarning(ValueText.FinalLineBreakTaken(name));
        }

        return value;
    }

    private SecureString? Given(string name, SecretPlace place, string source)
    {
        // A hashtable of PowerShell does not mind the case of its keys; names of variables do.
        DictionaryEntry[] given = SecureValue is null ? [] : [.. ValueText.Entries(SecureValue)];
        if (SecureValue is null || place.FindKey(given.Select(e => e.Key).OfType<string>(), name) is not { } key)
        {
            return null;
        }

        if (key == name)
        {
            Warn(SecretUses.Of(SecureValue), name, source, first =>
                $"'{name}' in -SecureValue is used for variables of {first} and of {source}. "
                + $"If they are to differ, name the place in the key: '{place.KeyOf(name)}'.");
        }

        object? value = Array.Find(given, e => (e.Key as string) == key).Value;
        value = value is PSObject wrapped ? wrapped.BaseObject : value;
        return value switch
        {
            null => null,
            SecureString secret => secret,
            PSCredential credential => credential.Password,
            _ => throw new ItemFailedException(ErrorRecords.InvalidArgument(
                "InvalidSecureValue", $"The value of '{key}' in -SecureValue must be a SecureString or a PSCredential.", "Use Read-Host -AsSecureString or Get-Secret."), terminating: true),
        };
    }

    /// <summary>Once for each value, and once more when a plan becomes earnest.</summary>
    private void Warn(SecretUses uses, string value, string source, Func<string, string> text)
    {
        if (uses.Note(IsWhatIf ? $"{value} (planned)" : value, source) is { } first)
        {
            WriteWarning(text(first));
        }
    }

    private SecureString? Ask(string name, string source) => AskSecret($"Value of {name} ({source})");

    private SecureString? FromVault(string secret)
    {
        // What a vault throws is caught there: one secret that is not to be had says nothing about the others.
        object? found = InvokeCommand.InvokeScript(
            "param($name, $vault) $arguments = @{ Name = $name }; if ($vault) { $arguments.Vault = $vault }; try { Get-Secret @arguments -ErrorAction Stop } catch { $_ }",
            false, System.Management.Automation.Runspaces.PipelineResultTypes.None, null, secret, Vault).FirstOrDefault()?.BaseObject;
        if (found is ErrorRecord error)
        {
            _vaultRefusals[secret] = LogText.OneLine(error.Exception.Message);
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
