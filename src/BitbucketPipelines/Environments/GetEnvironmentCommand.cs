using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
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
[Cmdlet(VerbsCommon.Get, "BbEnvironment", DefaultParameterSetName = "Name")]
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
    protected override void Process()
    {
        RepositoryId repository = Target;
        if (Uuid is null)
        {
            IReadOnlyList<DeploymentEnvironment> all = List(repository);
            Write(repository, ItemPick.From(all, Name, null, e => e.Name, e => e.Uuid, wanted => WriteError(ErrorRecords.EnvironmentNotFound(wanted, repository, all))));
            return;
        }

        foreach (string uuid in Uuid)
        {
            Guard(
                () => Write(repository, [Await(token => Lookup.ByUuidAsync(
                    Client, Environments.Get(repository, RepositoryId.Braced(uuid)), uuid, Environments.List(repository), e => e.Uuid,
                    all => ErrorRecords.EnvironmentNotFound(uuid, repository, all), token))]),
                uuid);
        }
    }

    private List<DeploymentEnvironment> List(RepositoryId repository) =>
        Await(token => Client.ReadAllAsync(Environments.List(repository), e => e.Uuid, token));

    private void Write(RepositoryId repository, IEnumerable<DeploymentEnvironment> environments)
    {
        foreach (DeploymentEnvironment environment in environments)
        {
            environment.Locate(repository, Client.SiteUri);
            WriteObject(environment);
        }
    }
}
