using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>
/// The base class of cmdlets that write many variables. They write several variables at the same time and return a row for each. A failure
/// does not affect the other variables; the errors are written after all rows.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VariableBulkCmdlet : VariableCmdlet
{
    private SecretFinder? _secrets;

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

    /// <summary>Finds the values of secured variables.</summary>
    private protected SecretFinder SecretValues => _secrets ??= new SecretFinder(
        new SecretOptions(SecuredPolicy, SecureValue, Vault, SecretName, PlaceOfKeys, IsWhatIf), NewSecretHost());

    /// <inheritdoc/>
    protected override void Begin() => SecretValues.Check();

    /// <summary>Adds the value to a secured variable that has none, if -SecureValue or -SecuredPolicy provides one.</summary>
    /// <param name="entry">The variable.</param>
    /// <param name="place">The place that the keys of -SecureValue and the names of secrets mean.</param>
    /// <param name="source">The source in words.</param>
    private protected VariableEntry WithSecret(VariableEntry entry, SecretPlace place, string source) =>
        SecretValues.WithSecret(entry, place, source);

    /// <summary>
    /// The place of a scope with its names, as in the keys of -SecureValue and in -SecretName. What is specified by uuid is looked up.
    /// </summary>
    private protected SecretPlace SecretPlaceOf(VariableScope scope)
    {
        var place = SecretPlace.Of(scope);
        if (!SecretValues.NeedsNames)
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
        IReadOnlyList<PlannedVariable> planned = SecretValues.Plan(
            store.Store.Scope, entries, store.Existing, Prune, KeepsSecured);
        NotePlan(planned);
        return [.. planned.Select(store.ToBulkItem)];
    }

    /// <summary>Called with the plan for each target that could be read.</summary>
    private protected virtual void NotePlan(IReadOnlyList<PlannedVariable> planned)
    {
    }
}
