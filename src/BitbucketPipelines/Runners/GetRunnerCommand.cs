using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets self-hosted runners of a repository or a workspace.</summary>
/// <remarks>
/// All pages are read. Those of the workspace are not among those of a repository, though its steps may run on them. The case of a name
/// does not matter, and several runners may have the same. The status is what Bitbucket says: UNREGISTERED until the runner has called
/// for the first time, then ONLINE, OFFLINE, UNHEALTHY, ENABLED or DISABLED.
/// </remarks>
/// <example>
/// <code>Get-BbRunner</code>
/// <para>The runners of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRunner 'linux-*' -WorkspaceScope | Where-Object Status -ne ONLINE</code>
/// <para>Some of those of the workspace, when they do not answer.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbRunner | Sort-Object Version | Format-Table Repository, Name, Version, RecommendedVersion</code>
/// <para>The versions of the runners of all repositories.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbRunner", DefaultParameterSetName = "Name", SupportsPaging = true)]
[OutputType(typeof(Runner))]
public sealed class GetRunnerCommand : RunnerCmdlet
{
    /// <summary>The name. Takes wildcards. By default all.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunnerCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <inheritdoc/>
    protected override void Process() =>
        WriteList(RunnerResource.Of(ResolveScope()), new ListQuery<Runner> { Names = Name, Uuids = Uuid });
}
