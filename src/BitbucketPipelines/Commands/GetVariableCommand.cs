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
[Cmdlet(VerbsCommon.Get, "BbVariable")]
[OutputType(typeof(Variable))]
public sealed class GetVariableCommand : VariableCmdlet
{
    /// <summary>The name. Takes wildcards. By default all.</summary>
    [Parameter(Position = 0)]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Name { get; set; }

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
        var missing = new HashSet<string>((Name ?? []).Where(n => !WildcardPattern.ContainsWildcardCharacters(n)), StringComparer.Ordinal);
        var seen = new List<string>();
        using PageReader<Variable> reader = Pages(VariableOperations.List(scope), v => v.Uuid);
        while (Next(reader) is { } page)
        {
            foreach (Variable variable in page)
            {
                seen.Add(variable.Name ?? "");
                missing.Remove(variable.Name ?? "");
                if (NamePattern.Any(Name, variable.Name) && (!Secured || variable.Secured) && (!Plain || !variable.Secured))
                {
                    variable.Locate(scope);
                    WriteObject(variable);
                }
            }
        }

        foreach (string name in missing)
        {
            WriteError(ErrorRecords.VariableNotFound(name, scope, seen.Find(s => string.Equals(s, name, StringComparison.OrdinalIgnoreCase))));
        }
    }
}
