namespace BitbucketPipelines.Output;

/// <summary>The build system that this process runs in. Some read commands from what is printed.</summary>
internal enum CiHost
{
    None,
    AzureDevOps,
    GitHubActions,
    Bitbucket,

    /// <summary>Some other one: CI is set.</summary>
    Other,
}
