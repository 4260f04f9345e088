using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Finds variables in a whole workspace: its own, those of its repositories, and those of their environments.</summary>
/// <remarks>
/// OverriddenBy says where another variable of the same name wins: the environment's over the repository's over the workspace's. Each
/// repository takes two requests and one for each environment; Bitbucket allows about 1,000 an hour. Values of secured variables
/// cannot be searched. What is found can be piped to Set-BbVariable and Remove-BbVariable. Repositories are written as soon as they
/// have been read, unless the workspace itself has such a variable: it comes first, and what wins over it is known only at the end.
/// </remarks>
/// <example>
/// <code>Find-BbVariable API_URL</code>
/// <para>Where a variable is set, and which one wins where.</para>
/// </example>
/// <example>
/// <code>Find-BbVariable -Value '*old.example.com*' -Repository 'web-*' | Set-BbVariable -Value https://new.example.com -WhatIf</code>
/// <para>Where an address is still in use, and what a change would do.</para>
/// </example>
[Cmdlet(VerbsCommon.Find, "BbVariable")]
[OutputType(typeof(Variable))]
public sealed class FindVariableCommand : WorkspaceCmdlet
{
    // Longer than most: what is found is written as it comes, but for what may still be overridden.
    private WildcardPattern? _value;

    /// <summary>The name. Takes wildcards. By default all.</summary>
    [Parameter(Position = 0)]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>The value. Takes wildcards. Secured ones are not found by it.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    [SupportsWildcards]
    public string? Value { get; set; }

    /// <summary>Only in these repositories: slugs, <c>workspace/slug</c>, uuids or addresses. Takes wildcards. By default all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("RepoSlug", "Slug")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[]? Repository { get; set; }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
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
            .Select(name => ResolveRepository(WordsOf(name))).GroupBy(r => r.Workspace, StringComparer.OrdinalIgnoreCase))
        {
            Search(names.Key, [.. names.Select(r => r.Slug)]);
        }
    }

    private void Search(string workspace, string[] wanted)
    {
        WildcardPattern[] patterns = [.. wanted.Select(p => new WildcardPattern(p, WildcardOptions.IgnoreCase))];
        _value = Value is null ? null : new WildcardPattern(Value, WildcardOptions.IgnoreCase);
        BitbucketSession session = CurrentSession;
        var search = new VariableSearch(Client, workspace);
        IEnumerable<RepositoryId> repositories = Await(token => search.RepositoriesAsync(token)).Where(r =>
            Array.Exists(patterns, p => p.IsMatch(r.Slug ?? "")) || wanted.Contains(r.RepositoryUuid, StringComparer.OrdinalIgnoreCase))
            .Select(r => new RepositoryId(workspace, r.Slug ?? r.RepositoryUuid ?? ""));
        // The variables of the workspace come first, and what wins over them is known only when everything was read.
        var own = new List<Variable>();
        var held = new List<Variable>();
        var above = new List<Variable>();
        SearchedPlace[] places =
        [
            new($"workspace {workspace}", token => search.WorkspaceAsync(token), found => own.AddRange(found.Where(IsWanted))),
            .. repositories.Select(id => new SearchedPlace(
                id.ToString(), token => search.RepositoryAsync(id, WriteUnreadable, token), found =>
                {
                    VariablePrecedence.Mark(found);
                    if (own.Count == 0)
                    {
                        WriteObject(found.Where(IsWanted), enumerateCollection: true);
                        return;
                    }

                    held.AddRange(found.Where(IsWanted));
                    above.AddRange(found.Where(v => own.Exists(o => o.Name == v.Name)));
                })),
        ];
        ReadPlaces(places, ThrottleLimit, p => p.Name, _ => session, (p, token) => p.ReadAsync(token), place =>
        {
            WriteVerbose($"Read the variables of {place.Name}.");
            place.Done(place.Found);
        });
        VariablePrecedence.Mark([.. own, .. above]);
        WriteObject(own.Concat(held), enumerateCollection: true);
        WriteLateErrors();

        void WriteUnreadable(string place, BitbucketApiException e) =>
            Post(() => WriteErrorLater(ErrorDescription.From(e, session, place)));
    }

    private bool IsWanted(Variable variable) =>
        NameFilter.Any(Name, variable.Name) && (_value is null || (!variable.Secured && _value.IsMatch(variable.Value ?? "")));

    /// <summary>A place, what was found there, and what is done with it.</summary>
    private sealed record SearchedPlace(
        string Name, Func<CancellationToken, Task<List<Variable>>> Read, Action<List<Variable>> Done)
    {
        public List<Variable> Found { get; private set; } = [];

        public async Task ReadAsync(CancellationToken cancellationToken) => Found = await Read(cancellationToken).ConfigureAwait(false);
    }
}
