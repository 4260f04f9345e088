using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines;

/// <summary>
/// A pipeline under <c>custom:</c> in bitbucket-pipelines.yml, which can be run by its name. It has the property Branch, Tag or Commit as
/// well, which says where the file was read.
/// </summary>
public sealed class CustomPipeline
{
    private readonly CustomDefinition _definition;

    internal CustomPipeline(CustomDefinition definition, RepositoryId repository)
    {
        _definition = definition;
        (Workspace, Repository) = (repository.Workspace, repository.Slug);
        Variables = new CustomPipelineVariables(definition.Variables);
    }

    /// <summary>The name.</summary>
    public string Name => _definition.Name;

    /// <summary>The name too: a piped object binds it to -Custom.</summary>
    public string Custom => Name;

    /// <summary>
    /// The variables that a person is asked for. Each has the properties Name, Default, AllowedValues and Description. The tables show
    /// their names.
    /// </summary>
    public CustomPipelineVariables Variables { get; }

    /// <summary>The shared pipeline that it takes its steps from; null if it has steps of its own.</summary>
    public string? Import => _definition.Import;

    /// <summary>The file that defines it.</summary>
    public string File { get; } = CustomPipelines.FileName;

    /// <summary>The line of the file that begins it.</summary>
    public int Line => _definition.Line;

    /// <summary>The workspace.</summary>
    public string Workspace { get; }

    /// <summary>The repository.</summary>
    public string Repository { get; }

    /// <summary>The branch, tag or commit whose file was read.</summary>
    public string? Ref { get; private set; }

    internal CustomDefinition Definition => _definition;

    /// <summary>
    /// The object that is written. It has one of the properties Branch, Tag and Commit, which Invoke-BbPipeline binds: an empty one would
    /// be refused there.
    /// </summary>
    internal PSObject At(FileVersion version)
    {
        Ref = version.Branch ?? version.Tag ?? version.Commit;
        var written = new PSObject(this);
        foreach ((string name, string? value) in new[] { ("Branch", version.Branch), ("Tag", version.Tag), ("Commit", version.Commit) })
        {
            if (value is not null)
            {
                written.Properties.Add(new PSNoteProperty(name, value));
            }
        }

        return written;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
