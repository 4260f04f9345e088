using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets variables of a repository, a deployment environment or a workspace.</summary>
/// <remarks>
/// All pages are read. The value of a secured variable can never be read back: it is empty. A name without wildcards is taken to the
/// letter, since names are case-sensitive; with wildcards, case does not matter.
/// </remarks>
/// <example>
/// <code>Get-BbVariable</code>
/// <para>The variables of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbVariable 'DB_*' -Environment Production</code>
/// <para>Some of those of a deployment environment.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbVariable -Secured | Group-Object Name</code>
/// <para>Which secrets are in use in the repositories of the workspace.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbVariable", DefaultParameterSetName = "Name")]
[OutputType(typeof(Variable))]
public sealed class GetVariableCommand : VariableCmdlet
{
    /// <summary>The name. Takes wildcards. By default all.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <summary>Secured ones only.</summary>
    [Parameter]
    public SwitchParameter Secured { get; set; }

    /// <summary>Those only that are not secured.</summary>
    [Parameter]
    public SwitchParameter Plain { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        VariableScope scope = FindScope();
        if (Uuid is not null)
        {
            foreach (string uuid in Uuid)
            {
                Guard(() => WriteIfWanted(Await(token => FindAsync(scope, RepositoryId.Braced(uuid), token)), scope), uuid);
            }

            return;
        }

        var missing = new HashSet<string>((Name ?? []).Where(n => !WildcardPattern.ContainsWildcardCharacters(n)), StringComparer.Ordinal);
        var seen = new List<string>();
        using PageReader<Variable> reader = Pages(VariableOperations.List(scope), v => v.Uuid);
        while (Next(reader) is { } page)
        {
            foreach (Variable variable in page)
            {
                seen.Add(variable.Name ?? "");
                missing.Remove(variable.Name ?? "");
                if (NamePattern.Any(Name, variable.Name))
                {
                    WriteIfWanted(variable, scope);
                }
            }
        }

        foreach (string name in missing)
        {
            WriteError(ErrorRecords.VariableNotFound(name, scope, seen.Find(s => string.Equals(s, name, StringComparison.OrdinalIgnoreCase))));
        }
    }

    private void WriteIfWanted(Variable variable, VariableScope scope)
    {
        if ((!Secured || variable.Secured) && (!Plain || !variable.Secured))
        {
            variable.Locate(scope);
            WriteObject(variable);
        }
    }

    /// <summary>One of an environment cannot be asked for: its list is read.</summary>
    private async Task<Variable> FindAsync(VariableScope scope, string uuid, CancellationToken token) => scope.Kind == VariableScopeKind.Environment
        ? (await Finder.Store(Client, scope).ReadAsync(token).ConfigureAwait(false)).FirstOrDefault(v => string.Equals(v.Uuid, uuid, StringComparison.OrdinalIgnoreCase))
            ?? throw new ItemFailedException(ErrorRecords.VariableNotFound(uuid, scope, null))
        : await Client.SendAsync(VariableOperations.Get(scope, uuid), token).ConfigureAwait(false);
}
