namespace BitbucketPipelines.Api.Runs;

/// <summary>What a section of a log is.</summary>
internal enum LogSectionKind
{
    /// <summary>What Bitbucket does before the script.</summary>
    Setup,

    /// <summary>A command.</summary>
    Command,

    /// <summary>What Bitbucket does after the script.</summary>
    Teardown,
}
