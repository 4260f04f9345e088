using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Yaml;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that read bitbucket-pipelines.yml of a repository.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PipelineFileCmdlet : RepositoryCmdlet
{
    /// <summary>The branch whose file is read. The default is the repository's main branch.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Branch")]
    [RefuseEmpty]
    [OneName(nameof(Branch))]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string? Branch { get; set; }

    /// <summary>The tag whose file is read.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Tag")]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(Tag), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string? Tag { get; set; }

    /// <summary>The commit whose file is read: its full or short hash.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Commit")]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(Commit))]
    [ArgumentCompleter(typeof(CommitCompleter))]
    public string? Commit { get; set; }

    /// <summary>Starts to read the file, and writes what was read in its turn: null in an empty repository.</summary>
    private protected void StartReading(RepositoryId repository, Action<FileContent?> write)
    {
        var version = new FileVersion(Commit is null && Tag is null ? NotEmpty(Branch) : null, Tag, Commit);
        string? main = PipelineInput.MainBranchOf(this, repository);
        Start((client, token) => new PipelineFileReader(client, repository).ReadAsync(version, main, token), write);
    }
}
