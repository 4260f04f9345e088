using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Yaml;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the custom pipelines of a repository: what can be run by its name, and with which variables.</summary>
/// <remarks>
/// <para>Reads bitbucket-pipelines.yml on the main branch, or on a branch, a tag or a commit. Anchors, aliases and merges are resolved.
/// Each variable has the properties Name, Default, AllowedValues and Description. A pipeline that is imported from another repository is
/// named; its steps are not read.</para>
/// <para>A repository without the file has no custom pipelines. A file that is not valid YAML is a warning, and Test-BbPipelineYaml says
/// what is wrong. The objects can be piped to Invoke-BbPipeline, which runs exactly that pipeline on that branch.</para>
/// </remarks>
/// <example>
/// <code>Get-BbCustomPipeline</code>
/// <para>Shows what can be run on the main branch.</para>
/// </example>
/// <example>
/// <code>(Get-BbCustomPipeline deploy).Variables | Select-Object Name, Default, AllowedValues, Description</code>
/// <para>Shows the variables of a custom pipeline.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbCustomPipeline -Name 'deploy*' | Invoke-BbPipeline -WhatIf</code>
/// <para>Shows which pipelines would be started in all repositories of the workspace.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbCustomPipeline", DefaultParameterSetName = "Branch")]
[OutputType(typeof(CustomPipeline))]
public sealed class GetCustomPipelineCommand : PipelineFileCmdlet
{
    /// <summary>The names. Wildcards are allowed. The default is all custom pipelines.</summary>
    [Parameter(Position = 0)]
    [Alias("Custom")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        StartReading(repository, read => Write(repository, read));
    }

    private void Write(RepositoryId repository, FileContent? read)
    {
        if (read is { IsRefMissing: true })
        {
            throw new ErrorRecordException(Errors.PipelineFileNotFound(repository, read));
        }

        IReadOnlyList<CustomDefinition> all = [];
        if (read?.Content is null)
        {
            WriteVerbose(Errors.PipelineFileNotFound(repository, read).Message);
        }
        else if (PipelineYaml.TryRead(read) is { } file)
        {
            all = file.CustomPipelines;
            WarnOfUnreadable(repository, read.Version, file.Unreadable?.ToText());
        }
        else
        {
            WarnOfUnreadable(repository, read.Version, "It is not a text in UTF-8.");
        }

        string[] names = [.. all.Select(p => p.Name)];
        foreach (string name in (Name ?? []).Where(n => !WildcardPattern.ContainsWildcardCharacters(n) && !names.Contains(n)))
        {
            WriteError(Errors.NoCustomPipeline(name, repository, read, names));
        }

        WriteObjects(all.Where(p => NameFilter.Any(Name, p.Name)).Select(p => new CustomPipeline(p, repository).At(read!.Version)));
    }

    private void WarnOfUnreadable(RepositoryId repository, FileVersion version, string? problem)
    {
        if (problem is not null)
        {
            WriteWarning($"bitbucket-pipelines.yml on {version} of {repository} cannot be read. {problem} Test-BbPipelineYaml says more.");
        }
    }
}
