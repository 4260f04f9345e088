using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <summary>Finds variables in a whole workspace: those of the workspace, of its repositories, and of their environments.</summary>
/// <remarks>
/// The property OverriddenBy lists the places where another variable of the same name takes precedence: variables of an environment
/// override those of its repository, which override those of the workspace. Each repository needs two requests, and one more for each of
/// its environments; Bitbucket allows about 1,000 requests per hour. Values of secured variables cannot be searched. The results can be
/// piped to Set-BbVariable and Remove-BbVariable. They are returned as soon as each repository was read, in the order of the
/// repositories. Variables of the workspace come last, because what overrides them is known only then.
/// </remarks>
/// <example>
/// <code>Find-BbVariable API_URL</code>
/// <para>Shows where a variable is set, and where it is overridden.</para>
/// </example>
/// <example>
/// <code>Find-BbVariable -Value '*old.example.com*' -Repository 'web-*' | Set-BbVariable -Value https://new.example.com -WhatIf</code>
/// <para>Finds where an address is still in use, and shows what a change would do.</para>
/// </example>
// Long because repositories, names and values are filtered by wildcards, and hits are written while places are still being read.
[Cmdlet(VerbsCommon.Find, "BbVariable")]
[OutputType(typeof(Variable))]
public sealed class FindVariableCommand : WorkspaceCmdlet
{
    /// <summary>The name. Wildcards are allowed. The default is all variables.</summary>
    [Parameter(Position = 0)]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The value. Wildcards are allowed. Secured variables are not found by their value.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Value { get; set; }

    /// <summary>
    /// The repositories to search: slugs, <c>workspace/slug</c>, uuids or URLs. Wildcards are allowed. The default is all repositories of
    /// the workspace.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("RepoSlug", "Slug")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[]? Repository { get; set; }

    /// <summary>The maximum number of concurrent requests.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int ThrottleLimit { get; set; } = 5;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Repository is null)
        {
            Search(ResolveWorkspace(), ["*"]);
            return;
        }

        foreach (IGrouping<string, RepositoryId> names in Repository
            .Select(name => ResolveRepository(GetPlaceParameters(name))).GroupBy(r => r.Workspace, StringComparer.OrdinalIgnoreCase))
        {
            Search(names.Key, [.. names.Select(r => r.Slug)]);
        }
    }

    private void Search(string workspace, string[] wanted)
    {
        WildcardPattern[] patterns = [.. wanted.Select(p => new WildcardPattern(p, WildcardOptions.IgnoreCase))];
        WildcardPattern? value = Value is null ? null : new WildcardPattern(Value, WildcardOptions.IgnoreCase);
        BitbucketSession session = CurrentSession;
        var search = new VariableSearch(Client, workspace, variable => NameFilter.Any(Name, variable.Name)
            && (value is null || (!variable.Secured && value.IsMatch(variable.Value ?? ""))));
        Repository[] repositories = [.. ReadAll(RepositoryResource.Of(workspace, Client.SiteUri)).Where(r =>
            Array.Exists(patterns, p => p.IsMatch(r.Slug ?? "")) || wanted.Contains(r.RepositoryUuid, StringComparer.OrdinalIgnoreCase))];
        ExpectObjects(repositories.Select(r => Found(new Variable { Repository = r.Slug })));
        IReadOnlyList<SearchedPlace> places = search.Places(
            repositories, (place, e) => Post(() => DeferError(ErrorDescription.From(e, session, place))));
        ReadPlaces(places, ThrottleLimit, p => p.Name, _ => session, (p, token) => p.ReadAsync(token), place =>
        {
            WriteVerbose($"Read the variables of {place.Name}.");
            Write(search.Take(place));
        });
        Write(search.TakeRest());
        WriteDeferredErrors();
    }

    /// <summary>Adds a type name that has a table with OverriddenBy.</summary>
    private void Write(IEnumerable<Variable> variables)
    {
        foreach (Variable variable in variables)
        {
            WriteObject(Found(variable));
        }
    }

    private static PSObject Found(Variable variable)
    {
        var found = PSObject.AsPSObject(variable);
        found.TypeNames.Insert(0, TableLayouts.FoundVariable);
        return found;
    }
}
