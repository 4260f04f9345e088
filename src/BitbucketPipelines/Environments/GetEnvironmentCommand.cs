using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets deployment environments of a repository.</summary>
/// <remarks>
/// The case of a name does not matter. The environments can be piped to Get-BbVariable, Get-BbDeployment, Set-BbEnvironment and
/// Remove-BbEnvironment.
/// </remarks>
/// <example>
/// <code>Get-BbEnvironment</code>
/// <para>The environments of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbEnvironment 'Prod*' | Get-BbVariable</code>
/// <para>The variables of all environments whose name begins with Prod.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbEnvironment -EnvironmentType Production | Where-Object { -not $_.AdminOnly }</code>
/// <para>The production environments of a workspace to which everyone with write access may deploy.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbEnvironment", DefaultParameterSetName = "Name", SupportsPaging = true)]
[OutputType(typeof(DeploymentEnvironment))]
public sealed class GetEnvironmentCommand : RepositoryCmdlet
{
    /// <summary>The name. Supports wildcards. By default all environments.</summary>
    // The aliases that are beginnings of Environment would otherwise be ambiguous: -EnvironmentType begins like them.
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [Alias("Environment", "Env", "En", "E", "Envi", "Envir", "Enviro", "Environ", "Environm", "Environme", "Environmen")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Gets only environments of these types: Test, Staging or Production.</summary>
    [Parameter(ParameterSetName = "Name")]
    [Alias("Type")]
    [ValidateSet("Test", "Staging", "Production")]
    public string[]? EnvironmentType { get; set; }

    /// <summary>The uuid of the environment, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Uuid { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteList(
        EnvironmentResource.Of(TargetRepository, Client.SiteUri), new ListQuery<DeploymentEnvironment>
        {
            Names = Name,
            Uuids = Uuid,
            Filter = EnvironmentType is null ? null
                : environment => EnvironmentType.Contains(environment.EnvironmentType ?? "", StringComparer.OrdinalIgnoreCase),
        });
}
