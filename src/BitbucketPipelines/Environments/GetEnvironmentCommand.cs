using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets deployment environments of a repository.</summary>
/// <remarks>
/// All pages are read. The case of a name does not matter. The objects can be piped to Get-BbVariable, Get-BbDeployment, Set-BbEnvironment
/// and Remove-BbEnvironment.
/// </remarks>
/// <example>
/// <code>Get-BbEnvironment</code>
/// <para>The environments of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbEnvironment 'Prod*' | Get-BbVariable</code>
/// <para>The variables of some environments.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbEnvironment | Where-Object { $_.EnvironmentType -eq 'Production' -and -not $_.AdminOnly }</code>
/// <para>The production environments of a workspace to which not only administrators may deploy.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbEnvironment", DefaultParameterSetName = "Name", SupportsPaging = true)]
[OutputType(typeof(DeploymentEnvironment))]
public sealed class GetEnvironmentCommand : RepositoryCmdlet
{
    /// <summary>The name. Takes wildcards. By default all.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [Alias("Environment")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteList(
        EnvironmentResource.Of(Target, Client.SiteUri), new ListQuery<DeploymentEnvironment> { Names = Name, Uuids = Uuid });
}
