namespace BitbucketPipelines.Output;

/// <summary>A build system, such as the one that this process runs in. Some build systems execute commands found in the output.</summary>
internal enum CiHost
{
    None,
    AzureDevOps,
    GitHubActions,
    Bitbucket,

    /// <summary>Another build system: the variable CI is set.</summary>
    Other,
}
