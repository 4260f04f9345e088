using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The build system whose commands a cmdlet writes: groups of log lines, annotations and the job summary.</summary>
public enum CiFormat
{
    /// <summary>The build system that the command runs in, if any.</summary>
    Auto,

    /// <summary>Azure DevOps: groups, issues of the build, and a summary on its page.</summary>
    AzureDevOps,

    /// <summary>GitHub Actions: groups, annotations, and the job summary.</summary>
    GitHub,

    /// <summary>Bitbucket Pipelines: headers at which its web page folds the log.</summary>
    Bitbucket,

    /// <summary>Plain text without any command.</summary>
    None,
}

/// <summary>Finds the build system of a format.</summary>
internal static class CiFormats
{
    /// <summary>The build system whose commands are written.</summary>
    public static CiHost ToHost(this CiFormat format) => format switch
    {
        CiFormat.AzureDevOps => CiHost.AzureDevOps,
        CiFormat.GitHub => CiHost.GitHubActions,
        CiFormat.Bitbucket => CiHost.Bitbucket,
        CiFormat.None => CiHost.None,
        _ => LogSanitizer.Detected,
    };
}
