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
    private readonly List<SecretSource> _sources = [];

    /// <summary>Where the values of secured variables come from.</summary>
    [Parameter]
    public SecuredPolicy SecuredPolicy { get; set; } = SecuredPolicy.Skip;

    /// <summary>
    /// Values of secured variables: a table of SecureStrings, or of PSCredentials, whose passwords are taken. A key is
    /// <c>repo/environment/NAME</c>, <c>repo/NAME</c> or <c>NAME</c>; the most exact one counts. Repository and environment are those that
    /// a variable is copied from, and with Import-BbVariable those that it goes to. <c>repo/NAME</c> means the repository's environments
    /// too, and a bare name every place that has the name: a warning says so where one key is used for several sources. Another one names
    /// the keys that nothing was found for.
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
            throw new ErrorRecordException(ErrorRecords.NoSecretManagement(), terminating: true);
        }
    }

    /// <summary>Gives secured entries without a value the one that the policy finds.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="place">Where it belongs.</param>
    /// <param name="source">Where it comes from, in words.</param>
    private protected VariableEntry WithSecret(VariableEntry entry, SecretPlace place, string source) =>
        entry.Secured == true && entry.Value is null && FindSecret(entry.Name, place, source) is { } value
            ? entry with { Value = value }
            : entry;

    /// <summary>Notes what a place has to be given values for: keys of -SecureValue that mean nothing of all that are told.</summary>
    private protected void NoteSource(SecretPlace place, IEnumerable<VariableEntry> entries) =>
        _sources.Add(new SecretSource(place, [.. entries.Where(e => e.Secured == true && e.Value is null).Select(e => e.Name)]));

    /// <summary>Tells, once, which keys of -SecureValue mean none of the secured variables that were noted.</summary>
    /// <param name="targets">Where the variables go: a key that names such a place was meant for this call.</param>
    private protected void WriteUnusedKeys(IEnumerable<SecretPlace> targets)
    {
        if (SecureValue is null || _sources.Count == 0)
        {
            return;
        }

        SecretUses uses = SecretUses.Of(SecureValue);
        UnusedKeys unused = UnusedKeys.Of(ValueText.Entries(SecureValue).Select(e => $"{e.Key}"), _sources, [.. targets],
            k => uses.IsUsed(k) || uses.IsUsed(Planned(k)));
        string[] told = [.. unused.Suspect.Where(k => uses.IsNew(Planned(k)))];
        if (told.Length > 0)
        {
            WriteWarning($"{(told.Length == 1 ? "A key" : $"{told.Length} keys")} of -SecureValue matched no secured variable, and the "
                + "value was not used: "
                + $"{PlannedRemoval.Names(told)}. A key is repo/environment/NAME, repo/NAME or NAME, of the {PlaceOfKeys}.");
        }

        if (unused.Elsewhere.Count > 0)
        {
            WriteVerbose($"Keys of -SecureValue for other places than those of this call: {PlannedRemoval.Names(unused.Elsewhere)}.");
        }
    }

    /// <summary>Which place a key of -SecureValue names, in words.</summary>
    private protected abstract string PlaceOfKeys { get; }

    /// <summary>Whether a secured variable that stands in the target is what is wanted, though no value is given for it.</summary>
    private protected abstract bool IsKeptAsWanted { get; }

    /// <summary>A target, and what it shall hold; null leaves it alone.</summary>
    private protected BulkTarget BulkTargetOf(
        LazyVariableStore place, IReadOnlyList<string> names, Func<IReadOnlyList<VariableEntry>?> wanted) => new(
        place.Scope.ToString(), place.Session, place.ReadAsync, () => wanted() is { } all ? Plan(place, all) : [],
        (reason, e) => place.NotDone(names, reason, e))
    {
        MayRemove = Prune,
    };

    /// <summary>Asks, writes, and tells. Under -WhatIf the rows are the plan.</summary>
    private protected void ExecutePlan(IReadOnlyList<BulkTarget> targets) => ExecutePlan(
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

        bool isRefused = _refusals.ContainsKey(planned.Name);
        bool stands = planned.Existing is { Secured: true } && !isRefused;
        if (entry.Value is not null || (stands && IsKeptAsWanted))
        {
            return planned with { IsFailure = false };
        }

        if (stands)
        {
            // Nobody knows whether the two are equal: it was not copied, and that is no success.
            return planned with
            {
                Action = ItemAction.Skipped,
                Value = null,
                Reason =
                    "The target keeps its own: the value of a secured variable cannot be read; give it with -SecureValue or "
                        + "-SecuredPolicy.",
                IsFailure = false,
            };
        }

        // What the vault was to give and did not is no success, though the target has a value of its own. And never secured with the
        // value that happens to stand in the target: nobody said that it is the right one.
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
        string? value = secret is { Length: > 0 } ? Secrets.ToPlainText(secret) : null;
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

        string exact = place.KeyOf(name);
        string other = !string.Equals(key, exact, StringComparison.OrdinalIgnoreCase) ? $"name the place in the key: '{exact}'"
            : key == name ? $"name the other place in the key: 'repo/{name}'"
            : place.Environment is null ? $"give its environments keys of their own: '{place.Repository}/environment/{name}'"
            : "give each a table of its own";
        Warn(SecretUses.Of(SecureValue), key, source, first =>
            $"'{key}' in -SecureValue is used for variables of {first} and of {source}. If they are to differ, {other}.");

        object? value = Array.Find(given, e => (e.Key as string) == key).Value;
        value = value is PSObject wrapped ? wrapped.BaseObject : value;
        return value switch
        {
            null => null,
            SecureString secret => secret,
            PSCredential credential => credential.Password,
            _ => throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.InvalidSecureValue, $"The value of '{key}' in -SecureValue must be a SecureString or a PSCredential.",
                "Use Read-Host -AsSecureString or Get-Secret."), terminating: true),
        };
    }

    /// <summary>Once for each value, and once more when a plan becomes earnest.</summary>
    private void Warn(SecretUses uses, string value, string source, Func<string, string> text)
    {
        if (uses.Note(Planned(value), source) is { } first)
        {
            WriteWarning(text(first));
        }
    }

    private string Planned(string value) => IsWhatIf ? $"{value} (planned)" : value;

    private SecureString? Ask(string name, string source) => AskSecret($"Value of {name} ({source})");

    private SecureString? FromVault(string secret)
    {
        // What a vault throws is caught there: one secret that is not to be had says nothing about the others.
        object? found = InvokeCommand.InvokeScript(
            "param($name, $vault) $arguments = @{ Name = $name }; if ($vault) { $arguments.Vault = $vault }; try { Get-Secret @arguments "
                + "-ErrorAction Stop } catch { $_ }",
            false, System.Management.Automation.Runspaces.PipelineResultTypes.None, null, secret, Vault).FirstOrDefault()?.BaseObject;
        if (found is ErrorRecord error)
        {
            _vaultRefusals[secret] = LogSanitizer.OneLine(error.Exception.Message);
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
