using System.Management.Automation;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Commands;

/// <summary>Creates and updates variables from a file: .env, .csv, .json or .psd1.</summary>
/// <remarks>
/// Everything is checked before anything is written: syntax, names, line breaks, size. All that is wrong is told in one error. -WhatIf
/// shows what would be done. Running it again does what is left to do, and nothing twice.
/// </remarks>
/// <example>
/// <code>Import-BbVariable ./production.env -Environment Production -SecuredName '*_TOKEN', '*_PASSWORD'</code>
/// <para>Variables of a deployment environment; some of them secured.</para>
/// </example>
/// <example>
/// <code>Import-BbVariable ./variables.csv -WhatIf | Format-Table Name, Action, Reason</code>
/// <para>Shows what would be done.</para>
/// </example>
[Cmdlet(VerbsData.Import, "BbVariable", SupportsShouldProcess = true)]
[OutputType(typeof(VariableResult))]
public sealed class ImportVariableCommand : VariableBulkCmdlet
{
    private readonly List<BulkTarget> _targets = [];
    private readonly HashSet<object> _places = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What the file holds, when its name does not tell: Env, Csv, Json or Psd1.</summary>
    [Parameter]
    public VariableFormat? Format { get; set; }

    /// <summary>Variables of these names are secured. Takes wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? SecuredName { get; set; }

    /// <summary>The variables of this user, given by uuid. Deprecated by Bitbucket: use -WorkspaceScope.</summary>
    /// <remarks>Not from the pipe: on Linux and macOS every file of Get-ChildItem has a property User, its owner.</remarks>
    [Parameter]
    [RefuseEmpty]
    public override string? User { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        VariableEntry[] wanted = [.. VariableFiles.Read(path, Format)
            .Select(e => SecuredName is not null && NamePattern.Any(SecuredName, e.Name) ? e with { Secured = true } : e)];
        if (Prune && wanted.Length == 0)
        {
            throw new ItemFailedException(ErrorRecords.InvalidArgument(
                "NothingToKeep", $"{path} holds no variables: -Prune would remove all that there are.", "Use Remove-BbVariable * for that."));
        }

        VariablePlace place = FindPlace();
        if (!_places.Add(place.Key))
        {
            // Another file for the same place comes after what the first one wrote.
            Finish();
            _places.Add(place.Key);
        }

        var secrets = SecretPlace.Of(place.Scope);
        _targets.Add(BulkTargetOf(place, [.. wanted.Select(w => w.Name)], () => [.. wanted.Select(w => WithSecret(w, secrets, path))]));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        BulkTarget[] targets = [.. _targets];
        _targets.Clear();
        _places.Clear();
        Carry(targets);
    }
}
