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
/// cannot be searched. What is found can be piped to Set-BbVariable and Remove-BbVariable.
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
            Search(FindWorkspace(), ["*"]);
            return;
        }

        foreach (IGrouping<string, RepositoryId> names in Repository
            .Select(name => FindRepository(WordsOf(name))).GroupBy(r => r.Workspace, StringComparer.OrdinalIgnoreCase))
        {
            Search(names.Key, [.. names.Select(r => r.Slug)]);
        }
    }

    private void Search(string workspace, string[] repositories)
    {
        var search = new VariableSearch(Client, workspace, ThrottleLimit);
        WildcardPattern[] patterns = [.. repositories.Select(p => new WildcardPattern(p, WildcardOptions.IgnoreCase))];
        List<Variable> all = Await(token => search.RunAsync(
            r => Array.Exists(patterns, p => p.IsMatch(r.Slug ?? ""))
                || repositories.Contains(r.RepositoryUuid, StringComparer.OrdinalIgnoreCase),
            (place, e) => Post(() => WriteError(ErrorRecords.From(e, CurrentSession, place))),
            place => Post(() => WriteVerbose($"Read the variables of {place}.")),
            token));
        VariablePrecedence.Mark(all);
        WildcardPattern? value = Value is null ? null : new WildcardPattern(Value, WildcardOptions.IgnoreCase);
        foreach (Variable variable in all.Where(v => NamePattern.Any(Name, v.Name) && (value is null || (!v.Secured && value.IsMatch(v.Value ?? "")))))
        {
            WriteObject(variable);
        }
    }
}
