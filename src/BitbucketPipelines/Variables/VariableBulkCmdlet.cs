using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>
/// The base class of cmdlets that write many variables. They write several variables at the same time and return a row for each. A failure
/// does not affect the other variables; the errors are written after all rows.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VariableBulkCmdlet : VariableCmdlet
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _vaultRefusals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shortened = new(StringComparer.Ordinal);
    private readonly List<SecretSource> _sources = [];

    /// <summary>Where the values of secured variables come from.</summary>
    [Parameter]
    public SecuredPolicy SecuredPolicy { get; set; } = SecuredPolicy.Skip;

    /// <summary>
    /// The values of secured variables: a hashtable of SecureStrings or PSCredentials, whose passwords are used. A key is
    /// <c>repo/environment/NAME</c>, <c>repo/NAME</c> or <c>NAME</c>; the most specific one is used. Repository and environment are those
    /// of the source, or with Import-BbVariable those of the target. <c>repo/NAME</c> also applies to the environments of the repository,
    /// and <c>NAME</c> to every place. A warning is written if one key is used for several sources, and if a key matches no variable.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [RefuseText]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public IDictionary? SecureValue { get; set; }

    /// <summary>The vault for -SecuredPolicy FromVault. The default is the default vault.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Vault { get; set; }

    /// <summary>
    /// The name of the secret for -SecuredPolicy FromVault. {Workspace}, {Repository} and {Environment} are replaced by the place of the
    /// source (with Import-BbVariable: of the target), and {Name} by the name of the variable. If a place has no such part, it is removed
    /// together with the separator after it: '{Repository}-{Environment}-{Name}' becomes web-DB_PASSWORD for a variable of a repository.
    /// The default is {Name}.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string SecretName { get; set; } = "{Name}";

    /// <summary>Removes variables that only the target has. Asks for confirmation unless -Force is specified.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Does not ask for confirmation before -Prune removes variables.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (SecuredPolicy == SecuredPolicy.FromVault && SessionState.InvokeCommand.GetCommand("Get-Secret", CommandTypes.All) is null)
        {
            throw new ErrorRecordException(Errors.NoSecretManagement(), terminating: true);
        }
    }

    /// <summary>Adds the value to a secured variable that has none, if -SecureValue or -SecuredPolicy provides one.</summary>
    /// <param name="entry">The variable.</param>
    /// <param name="place">The place that the keys of -SecureValue and the names of secrets mean.</param>
    /// <param name="source">The source in words.</param>
    private protected VariableEntry WithSecret(VariableEntry entry, SecretPlace place, string source) =>
        entry.Secured == true && entry.Value is null && FindSecret(entry.Name, place, source) is { } value
            ? entry with { Value = value }
            : entry;

    /// <summary>
    /// The place of a scope with its names, as in the keys of -SecureValue and in -SecretName. What is specified by uuid is looked up.
    /// </summary>
    private protected SecretPlace SecretPlaceOf(VariableScope scope)
    {
        var place = SecretPlace.Of(scope);
        if (SecureValue is null && SecuredPolicy != SecuredPolicy.FromVault)
        {
            return place;
        }

        try
        {
            string? environment = scope.Environment is { } wanted
                ? Await(token => Resolver.EnvironmentAsync(Client, scope.Repository!, wanted, token)).Environment : null;
            return Await(token => place.NamedAsync(Client, token)) with { Environment = environment };
        }
        catch (Exception e) when (IsItemFailure(e))
        {
            // It is reported, with a row, when the place itself is read.
            return place;
        }
    }

    /// <summary>The place of a scope as it was specified. Only what was specified by uuid is looked up.</summary>
    private protected SecretPlace SpecifiedSecretPlace(VariableScope scope)
    {
        var place = SecretPlace.Of(scope);
        return new[] { place.Workspace, place.Repository, place.Environment }.Any(part => Guid.TryParse(part, out _))
            ? SecretPlaceOf(scope) : place;
    }

    /// <summary>Remembers which variables of a place need a value, to find the keys of -SecureValue that match none of them.</summary>
    private protected void AddSecretSource(SecretPlace place, IEnumerable<VariableEntry> entries) =>
        _sources.Add(new SecretSource(place, [.. entries.Where(e => e.Secured == true && e.Value is null).Select(e => e.Name)]));

    /// <summary>Warns of keys of -SecureValue that match no secured variable of any source. Warns once for each key.</summary>
    /// <param name="targets">The targets. A key that names a target instead of a source is probably a mistake.</param>
    private protected void WriteUnusedKeys(IEnumerable<SecretPlace> targets)
    {
        if (SecureValue is null || _sources.Count == 0)
        {
            return;
        }

        SecretUses uses = SecretUses.Of(SecureValue);
        UnusedKeys unused = UnusedKeys.Of(ValueText.Entries(SecureValue).Select(e => $"{e.Key}"), _sources, [.. targets],
            k => uses.IsUsed(k) || uses.IsUsed(UseKey(k)));
        string[] suspect = [.. unused.Suspect.Where(k => uses.IsFirstWarning(UseKey(k)))];
        if (suspect.Length > 0)
        {
            WriteWarning($"{(suspect.Length == 1 ? "A key" : $"{suspect.Length} keys")} of -SecureValue matched no secured variable, and "
                + $"the value was not used: {PlannedRemoval.Names(suspect)}. Specify a key as repo/environment/NAME, repo/NAME or NAME, "
                + $"with the repository and environment of the {PlaceOfKeys}.");
        }

        if (unused.Elsewhere.Count > 0)
        {
            WriteVerbose("These keys of -SecureValue are for places that this call does not use: "
                + $"{PlannedRemoval.Names(unused.Elsewhere)}.");
        }
    }

    /// <summary>Which place the keys of -SecureValue name: the source or the target.</summary>
    private protected abstract string PlaceOfKeys { get; }

    /// <summary>Whether a secured variable of the target is the desired result, although no value is specified for it.</summary>
    private protected abstract bool KeepsSecured { get; }

    /// <summary>A scope as a target of a bulk change.</summary>
    /// <param name="store">The scope.</param>
    /// <param name="names">The names of the variables to write, for the row that reports a scope that cannot be read.</param>
    /// <param name="entries">Returns the variables to write, after the scope was read; null to change nothing.</param>
    private protected BulkTarget BulkTargetOf(
        LazyVariableStore store, IReadOnlyList<string> names, Func<IReadOnlyList<VariableEntry>?> entries) =>
        store.ToBulkTarget(names, () => entries() is { } all ? Plan(store, all) : []) with { MayRemove = Prune };

    /// <summary>Plans and applies the changes. With -WhatIf, the rows are the plan.</summary>
    private protected void ExecutePlan(IReadOnlyList<BulkTarget> targets) =>
        ExecutePlan(targets, BulkOptionsOf(ThrottleLimit) with { Force = Force });

    private IReadOnlyList<BulkItem> Plan(LazyVariableStore store, IReadOnlyList<VariableEntry> entries)
    {
        store.CheckLimits(entries, Prune);
        ILookup<string, VariableEntry> byName = entries.ToLookup(e => e.Name, StringComparer.Ordinal);
        var secured = new SecuredPlan(SecuredPolicy, KeepsSecured);
        PlannedVariable[] planned = [.. VariablePlan.Make(entries, store.Existing, Prune)
            .Select(p => p.Action != ItemAction.Remove && byName[p.Name].First() is { Secured: true } entry
                ? secured.Decide(p, entry, _refusals.TryGetValue(p.Name, out string? refusal) ? refusal : null) : p)];
        NotePlan(planned);
        return [.. planned.Select(store.ToBulkItem)];
    }

    /// <summary>Called with the plan for each target that could be read.</summary>
    private protected virtual void NotePlan(IReadOnlyList<PlannedVariable> planned)
    {
    }

    private string? FindSecret(string name, SecretPlace place, string source)
    {
        SecureString? secret = FindSecureValue(name, place, source);
        if (secret is null && SecuredPolicy == SecuredPolicy.Prompt)
        {
            return GetOnce(name, name, () => Ask(name, source));
        }

        if (secret is null && SecuredPolicy == SecuredPolicy.FromVault)
        {
            string secretName = place.Expand(SecretName, name);
            bool hasName = SecretName.IndexOf("{Name}", StringComparison.OrdinalIgnoreCase) >= 0;
            string use = hasName ? source : $"{source} ({name})";
            WarnOfSecondUse(SecretUses.Of(CurrentSession), $"{Vault}/{secretName}", use, first =>
                $"The secret '{secretName}' of the vault is used for variables of {first} and of {use}. If their values must differ, add "
                + (hasName ? "{Repository} and {Environment}" : "{Name}") + " to -SecretName.");
            string? value = GetOnce(secretName, name, () => ReadVault(secretName));
            _refusals.Remove(name);
            if (_vaultRefusals.TryGetValue(secretName, out string? refusal))
            {
                _refusals[name] = refusal;
            }

            return value;
        }

        return ReadValue(secret, name);
    }

    private string? GetOnce(string key, string name, Func<SecureString?> find)
    {
        if (!_values.TryGetValue(key, out string? known))
        {
            _values[key] = known = ReadValue(find(), name);
        }

        return known;
    }

    private string? ReadValue(SecureString? secret, string name)
    {
        string? value = secret is { Length: > 0 } ? Secrets.ToPlainText(secret) : null;
        if (value is not null && ValueText.TakeFinalLineBreak(ref value) && _shortened.Add(name))
        {
            WriteWarning(ValueText.FinalLineBreakTaken(name));
        }

        return value;
    }

    private SecureString? FindSecureValue(string name, SecretPlace place, string source)
    {
        // The keys of a PowerShell hashtable are not case-sensitive, but the names of variables are.
        DictionaryEntry[] entries = SecureValue is null ? [] : [.. ValueText.Entries(SecureValue)];
        if (SecureValue is null || place.FindKey(entries.Select(e => e.Key).OfType<string>(), name) is not { } key)
        {
            return null;
        }

        string exact = place.KeyOf(name);
        string advice = !string.Equals(key, exact, StringComparison.OrdinalIgnoreCase) ? $"name the place in the key: '{exact}'"
            : key == name ? $"name the other place in the key: 'repo/{name}'"
            : place.Environment is null ? $"add keys for the environments: '{place.Repository}/environment/{name}'"
            : "use a separate hashtable for each";
        WarnOfSecondUse(SecretUses.Of(SecureValue), key, source, first =>
            $"'{key}' in -SecureValue is used for variables of {first} and of {source}. If their values must differ, {advice}.");

        object? value = ValueText.Unwrap(Array.Find(entries, e => (e.Key as string) == key).Value);
        return value switch
        {
            null => null,
            SecureString secret => secret,
            PSCredential credential => credential.Password,
            _ => throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidSecureValue, $"The value of '{key}' in -SecureValue must be a SecureString or a PSCredential.",
                "Use Read-Host -AsSecureString or Get-Secret."), terminating: true),
        };
    }

    /// <summary>Warns if a value is used for a second source: once for each value, and once for the plan of -WhatIf.</summary>
    private void WarnOfSecondUse(SecretUses uses, string value, string source, Func<string, string> text)
    {
        if (uses.Note(UseKey(value), source) is { } first)
        {
            WriteWarning(text(first));
        }
    }

    /// <summary>The key under which the use of a value is remembered. Uses under -WhatIf are separate.</summary>
    private string UseKey(string value) => IsWhatIf ? $"{value} (planned)" : value;

    private SecureString? Ask(string name, string source)
    {
        try
        {
            return PromptForSecret($"Value of {name} ({source})");
        }
        catch (Exception e) when (e is PSInvalidOperationException or HostException)
        {
            throw new ErrorRecordException(Errors.CannotAskForSecret(name, source), terminating: true);
        }
    }

    private SecureString? ReadVault(string secret)
    {
        // The script catches the errors of the vault: a secret that cannot be read must not affect the others.
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
