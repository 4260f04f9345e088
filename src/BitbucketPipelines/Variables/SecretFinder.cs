using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>
/// Finds the values of secured variables for one call: in -SecureValue, in a vault, or by asking. Warns of values that are used twice or
/// not at all.
/// </summary>
/// <param name="options">The parameters of the cmdlet.</param>
/// <param name="host">What is done on the pipeline thread.</param>
internal sealed class SecretFinder(SecretOptions options, SecretHost host)
{
    private const string OfTarget = " (target)";

    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _vaultRefusals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shortened = new(StringComparer.Ordinal);
    private readonly List<SecretSource> _sources = [];

    /// <summary>Whether the places of secured variables have to be known with their names.</summary>
    public bool NeedsNames => options.Values is not null || options.Policy == SecuredPolicy.FromVault;

    /// <summary>
    /// Throws an error, before anything is changed, if a value of -SecureValue is not secured, or a vault is needed and the module for
    /// vaults is missing.
    /// </summary>
    public void Check()
    {
        foreach (DictionaryEntry entry in options.Values is null ? [] : ValueText.Entries(options.Values))
        {
            _ = SecretOf(entry);
        }

        if (options.Policy == SecuredPolicy.FromVault && !host.HasVaults())
        {
            throw new ErrorRecordException(Errors.NoSecretManagement(), terminating: true);
        }
    }

    /// <summary>Adds the value to a secured variable that has none, if it can be found.</summary>
    /// <param name="entry">The variable.</param>
    /// <param name="place">The place that the keys of -SecureValue and the names of secrets mean.</param>
    /// <param name="source">The source in words.</param>
    public VariableEntry WithSecret(VariableEntry entry, SecretPlace place, string source) =>
        entry.Secured == true && entry.Value is null && FindSecret(entry, place, source) is { } value
            ? entry with { Value = value }
            : entry;

    /// <summary>
    /// Plans the variables of a scope, and decides what is done with secured variables. Call it directly after <see cref="WithSecret"/> for
    /// each of them.
    /// </summary>
    /// <param name="scope">The scope to change.</param>
    /// <param name="entries">The desired variables, with the values that were found.</param>
    /// <param name="existing">The variables of the scope.</param>
    /// <param name="prune">Whether other variables are removed.</param>
    /// <param name="keepsSecured">Whether a secured variable of the target is the desired result, although there is no value.</param>
    /// <exception cref="ErrorRecordException">A name, a value or the size of the scope is against the rules of Bitbucket.</exception>
    public IReadOnlyList<PlannedVariable> Plan(
        VariableScope scope, IReadOnlyList<VariableEntry> entries, IReadOnlyList<Variable> existing, bool prune, bool keepsSecured)
    {
        LazyVariableStore.CheckLimits(scope, entries, existing, prune);
        ILookup<string, VariableEntry> byName = entries.ToLookup(e => e.Name, StringComparer.Ordinal);
        var secured = new SecuredPlan(options.Policy, keepsSecured);
        return [.. VariablePlan.Make(entries, existing, prune).Select(
            p => p.Action != ItemAction.Remove && byName[p.Name].First() is { Secured: true } entry
                ? secured.Decide(p, entry, _refusals.TryGetValue(p.Name, out string? refusal) ? refusal : null) : p)];
    }

    /// <summary>Remembers which variables of a place need a value, to find the keys of -SecureValue that match none of them.</summary>
    public void AddSource(SecretPlace place, IEnumerable<VariableEntry> entries) =>
        _sources.Add(new SecretSource(place, [.. entries.Where(e => e.Secured == true && e.Value is null).Select(e => e.Name)]));

    /// <summary>Warns of keys of -SecureValue that match no secured variable of any source. Warns once for each key.</summary>
    /// <param name="targets">The targets. A key that names a target instead of a source is probably a mistake.</param>
    public void WriteUnusedKeys(IEnumerable<SecretPlace> targets)
    {
        if (options.Values is null || _sources.Count == 0)
        {
            return;
        }

        SecretUses uses = SecretUses.Of(options.Values);
        UnusedKeys unused = UnusedKeys.Of(ValueText.Entries(options.Values).Select(e => $"{e.Key}"), _sources, [.. targets],
            k => uses.IsUsed(k) || uses.IsUsed(k + OfTarget) || uses.IsUsed(UseKey(k)));
        string[] suspect = [.. unused.Suspect.Where(k => uses.IsFirstWarning(UseKey(k)))];
        if (suspect.Length > 0)
        {
            host.Warn($"{(suspect.Length == 1 ? "A key" : Counted.Of(suspect.Length, "key"))} of -SecureValue matched no secured "
                + $"variable, and the value was not used: {PlannedRemoval.Names(suspect)}. Specify a key as repo/environment/NAME, "
                + "repo/NAME or NAME, "
                + $"with the repository and environment of the {options.PlaceOfKeys}.");
        }

        if (unused.Elsewhere.Count > 0)
        {
            host.Verbose("These keys of -SecureValue are for places that this call does not use: "
                + $"{PlannedRemoval.Names(unused.Elsewhere)}.");
        }
    }

    private string? FindSecret(VariableEntry entry, SecretPlace place, string source)
    {
        string name = entry.Name;
        SecureString? secret = FindSecureValue(name, place, source);
        if (secret is null && options.Policy == SecuredPolicy.Prompt)
        {
            return GetOnce(options.AsksForEachPlace ? place.KeyOf(name) : name, name, () => Ask(name, source));
        }

        if (secret is null && options.Policy == SecuredPolicy.FromVault)
        {
            SecretReference reference = entry.Reference ?? new SecretReference(place.Expand(options.SecretName, name), options.Vault);
            string key = $"{reference.Vault}/{reference.Name}";
            if (entry.Reference is null)
            {
                bool hasName = options.SecretName.IndexOf("{Name}", StringComparison.OrdinalIgnoreCase) >= 0;
                string use = hasName ? source : $"{source} ({name})";
                WarnOfSecondUse(SecretUses.Of(host.Session()), key, use, first =>
                    $"The secret '{reference.Name}' of the vault is used for variables of {first} and of {use}. If their values must "
                    + $"differ, add {(hasName ? "{Repository} and {Environment}" : "{Name}")} to -SecretName.");
            }

            string? value = GetOnce(key, name, () => ReadVault(reference, key));
            _refusals.Remove(name);
            if (_vaultRefusals.TryGetValue(key, out string? refusal))
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
            host.Warn(ValueText.FinalLineBreakTaken(name));
        }

        return value;
    }

    private static SecureString? SecretOf(DictionaryEntry entry) => ValueText.Unwrap(entry.Value) switch
    {
        null => null,
        SecureString secret => secret,
        PSCredential credential => credential.Password,
        _ => throw new ErrorRecordException(Errors.InvalidArgument(
            ErrorId.InvalidSecureValue, $"The value of '{entry.Key}' in -SecureValue must be a SecureString or a PSCredential.",
            "Use Read-Host -AsSecureString or Get-Secret."), terminating: true),
    };

    private SecureString? FindSecureValue(string name, SecretPlace place, string source)
    {
        // The keys of a PowerShell hashtable are not case-sensitive, but the names of variables are.
        DictionaryEntry[] entries = options.Values is null ? [] : [.. ValueText.Entries(options.Values)];
        if (options.Values is null || place.FindKey(entries.Select(e => e.Key).OfType<string>(), name) is not { } key)
        {
            return null;
        }

        string exact = place.KeyOf(name);
        string advice = !string.Equals(key, exact, StringComparison.OrdinalIgnoreCase) ? $"name the place in the key: '{exact}'"
            : key == name ? $"name the other place in the key: 'repo/{name}'"
            : place.Environment is null ? $"add keys for the environments: '{place.Repository}/environment/{name}'"
            : "use a separate hashtable for each";
        WarnOfSecondUse(SecretUses.Of(options.Values), key, source, first =>
            $"'{key}' in -SecureValue is used for variables of {first} and of {source}. If their values must differ, {advice}.");

        return SecretOf(Array.Find(entries, e => (e.Key as string) == key));
    }

    /// <summary>Warns if a value is used for a second source: once for each value, and once for the plan of -WhatIf.</summary>
    private void WarnOfSecondUse(SecretUses uses, string value, string source, Func<string, string> text)
    {
        if (uses.Note(UseKey(value), source) is { } first)
        {
            host.Warn(text(first));
        }
    }

    /// <summary>
    /// The key under which the use of a value is remembered. Uses under -WhatIf are separate. So are those of an import, whose keys name
    /// the target: one hashtable can serve a copy from a repository and an import into another one of the same name.
    /// </summary>
    private string UseKey(string value) =>
        value + (options.PlaceOfKeys == "target" ? OfTarget : "") + (options.IsWhatIf ? " (planned)" : "");

    private SecureString? Ask(string name, string source)
    {
        try
        {
            return host.Ask($"Value of {name} ({source})");
        }
        catch (Exception e) when (e is PSInvalidOperationException or HostException)
        {
            throw new ErrorRecordException(Errors.CannotAskForSecret(name, source), terminating: true);
        }
    }

    private SecureString? ReadVault(SecretReference secret, string key)
    {
        object? found = host.ReadVault(secret);
        if (found is ErrorRecord error)
        {
            _vaultRefusals[key] = LogSanitizer.OneLine(error.Exception.Message);
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

/// <summary>The parameters that say where the values of secured variables come from.</summary>
/// <param name="Policy">The value of -SecuredPolicy.</param>
/// <param name="Values">The value of -SecureValue.</param>
/// <param name="Vault">The value of -Vault.</param>
/// <param name="SecretName">The value of -SecretName.</param>
/// <param name="PlaceOfKeys">Which place the keys of -SecureValue name: the source or the target.</param>
/// <param name="IsWhatIf">Whether only the plan is shown.</param>
internal sealed record SecretOptions(
    SecuredPolicy Policy, IDictionary? Values, string? Vault, string SecretName, string PlaceOfKeys, bool IsWhatIf)
{
    /// <summary>Whether a value is asked for once for each place rather than once for each name.</summary>
    public bool AsksForEachPlace { get; init; }
}

/// <summary>What <see cref="SecretFinder"/> needs of the cmdlet.</summary>
/// <param name="Session">The session whose vaults are used.</param>
/// <param name="Warn">Writes a warning.</param>
/// <param name="Verbose">Writes verbose output.</param>
/// <param name="Ask">Asks a person for a secret.</param>
/// <param name="HasVaults">Whether the module for vaults is installed.</param>
/// <param name="ReadVault">Reads a secret of a vault. Returns the error record when it cannot be read.</param>
internal sealed record SecretHost(
    Func<BitbucketSession> Session, Action<string> Warn, Action<string> Verbose, Func<string, SecureString> Ask, Func<bool> HasVaults,
    Func<SecretReference, object?> ReadVault);
