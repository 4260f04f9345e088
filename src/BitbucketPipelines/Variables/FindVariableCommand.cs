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
    private readonly Dictionary<(BitbucketSession, string), VariableSearch> _searches = [];
    private IDisposable? _progress;
    private int _started;
    private int _read;
    /// <summary>The names that were seen, for a warning about one that no variable has.</summary>
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private bool _hasUnreadable;

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

    /// <inheritdoc/>
    protected override void Finish()
    {
        _progress?.Dispose();
        foreach (VariableSearch search in _searches.Values)
        {
            Write(search.TakeRest());
        }

        // What could not be read may have it.
        if (_hasUnreadable || _read < _started || _searches.Count == 0)
        {
            return;
        }

        string places = string.Join(", ", _searches.Values.Select(
            search => $"the {search.Workspace.Name}{(Repository is null ? "" : " and the searched repositories")}"));
        foreach (string name in (Name ?? []).Where(n => !WildcardPattern.ContainsWildcardCharacters(n) && !_names.Contains(n)))
        {
            WriteAsWarning(Errors.VariableNotFound(name, places, _names));
        }
    }

    private void Search(string workspace, string[] wanted)
    {
        WildcardPattern? value = Value is null ? null : Wildcard.Parse(Value);
        if (!_searches.TryGetValue((CurrentSession, workspace.ToUpperInvariant()), out VariableSearch? search))
        {
            search = new VariableSearch(workspace, variable =>
            {
                _names.Add(variable.Name ?? "");
                return NameFilter.Any(Name, variable.Name)
                    && (value is null || (!variable.Secured && value.IsMatch(variable.Value ?? "")));
            });
            _started++;
            _searches[(CurrentSession, workspace.ToUpperInvariant())] = search;
            _progress ??= ShowProgress(() => WorkState.OfPlaces(null, _started, _read, 0, 0, null, RequestCount));
            Read(search, search.Workspace);
        }

        // A piped repository exists, so that the list of repositories is not needed.
        IReadOnlyList<string> repositories = IsTyped(nameof(Repository)) || Repository is null ? Listed(workspace, wanted) : wanted;
        _started += repositories.Count;
        foreach (string repository in repositories)
        {
            Read(search, new SearchedPlace(new RepositoryId(workspace, repository)));
        }
    }

    /// <summary>The repositories of a workspace with one of the names or uuids, which may have wildcards.</summary>
    private List<string> Listed(string workspace, string[] wanted)
    {
        Repository[] all = [.. ReadAll(RepositoryResource.Of(workspace, Client.SiteUri))];
        var found = new List<string>();
        foreach (string name in wanted)
        {
            WildcardPattern pattern = Wildcard.Parse(name);
            Repository[] matching = Array.FindAll(
                all, r => pattern.IsMatch(r.Slug ?? "") || string.Equals(name, r.RepositoryUuid, StringComparison.OrdinalIgnoreCase));
            found.AddRange(matching.Select(r => r.Slug ?? r.RepositoryUuid ?? ""));
            if (matching.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteAsWarning(Errors.RepositoryNotListed(name, workspace, [.. all.Select(r => r.Slug)]));
            }
        }

        return [.. found.Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(slug => Array.FindIndex(all, r => r.Slug == slug))];
    }

    private void Read(VariableSearch search, SearchedPlace place) => Start(
        async (record, token) =>
        {
            await search.ReadAsync(
                place, record.Client, record.Gate,
                (part, e) => Post(() =>
                {
                    _hasUnreadable = true;
                    DeferError(ErrorDescription.From(e, record.Session, part));
                }),
                token).ConfigureAwait(false);
            return () =>
            {
                _read++;
                WriteVerbose($"Read the variables of {place.Name}.");
                Write(search.Take(place));
            };
        },
        place.Name, defersError: true);

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
