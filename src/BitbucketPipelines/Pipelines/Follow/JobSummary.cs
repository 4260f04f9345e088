using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Output;

/// <summary>
/// Writes the summary that a build system shows on the page of a build. GitHub Actions names a file, to which each section is added at
/// once. For Azure DevOps a file is written at the end, and uploaded with a command. Other build systems have none.
/// </summary>
/// <param name="host">The build system.</param>
/// <param name="log">Writes the command.</param>
/// <param name="variable">Returns the value of an environment variable.</param>
internal sealed class JobSummary(CiHost host, CiLogWriter log, Func<string, string?> variable)
{
    private readonly StringBuilder _sections = new();

    /// <summary>Whether the build system has a summary.</summary>
    public bool IsShown => host == CiHost.AzureDevOps || (host == CiHost.GitHubActions && GitHubFile is not null);

    private string? GitHubFile => variable("GITHUB_STEP_SUMMARY") is { Length: > 0 } path ? path : null;

    /// <summary>Adds a section in Markdown.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public void Add(string section)
    {
        if (host == CiHost.AzureDevOps)
        {
            _sections.Append(section);
        }
        else if (host == CiHost.GitHubActions && GitHubFile is { } path)
        {
            AtomicFile.Append(path, section);
        }
    }

    /// <summary>Hands over what was collected.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public void Close()
    {
        if (_sections.Length == 0)
        {
            return;
        }

        string text = _sections.ToString();
        _sections.Clear();
        string folder = variable("AGENT_TEMPDIRECTORY") is { Length: > 0 } temp && Directory.Exists(temp) ? temp : Path.GetTempPath();
        string path = Path.Combine(folder, $"bitbucket-pipelines-{Guid.NewGuid():n}.md");
        AtomicFile.Write(path, text, new UTF8Encoding(false));
        log.UploadSummary(path);
    }
}
