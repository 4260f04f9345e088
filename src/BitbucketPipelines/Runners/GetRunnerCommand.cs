using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets self-hosted runners of a repository or a workspace.</summary>
/// <remarks>
/// The runners of a repository do not include those of its workspace, although its steps may run on them. The case of a name does not
/// matter, and several runners can have the same name. The status is that of Bitbucket: UNREGISTERED until the runner has connected for
/// the first time, then ONLINE, OFFLINE, UNHEALTHY, ENABLED or DISABLED.
/// </remarks>
/// <example>
/// <code>Get-BbRunner</code>
/// <para>The runners of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRunner 'linux-*' -WorkspaceScope | Where-Object Status -ne ONLINE</code>
/// <para>Gets the runners of the workspace with such a name that are not online.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbRunner | Sort-Object Version | Format-Table Repository, Name, Version, RecommendedVersion</code>
/// <para>The versions of the runners of all repositories.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbRunner", DefaultParameterSetName = "Name", SupportsPaging = true)]
[OutputType(typeof(Runner))]
public sealed class GetRunnerCommand : RunnerCmdlet
{
    /// <summary>The name. Supports wildcards. By default all runners.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunnerCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid of the runner, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunnerCompleter))]
    public string[]? Uuid { get; set; }

    /// <inheritdoc/>
    protected override void Process() =>
        WriteList(RunnerResource.Of(ResolveScope(), Client.SiteUri), new ListQuery<Runner> { Names = Name, Uuids = Uuid });
}
