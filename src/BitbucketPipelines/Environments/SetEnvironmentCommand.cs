using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Renames deployment environments, or restricts who may deploy to them.</summary>
/// <remarks>
/// The API of Bitbucket can only change the name and who may deploy; the type cannot be changed. Each change is a separate request, and a
/// value that is as requested already is not sent. Bitbucket accepts a change before it carries it out. With -PassThru, the cmdlet waits
/// some seconds for the change to be visible, and warns if it is not.
/// </remarks>
/// <example>
/// <code>Set-BbEnvironment Production -AdminOnly $true</code>
/// <para>Allows only administrators to deploy to the environment.</para>
/// </example>
/// <example>
/// <code>Set-BbEnvironment Live -NewName Production -PassThru</code>
/// <para>Renames an environment, and returns it. Steps refer to environments by name: change bitbucket-pipelines.yml too.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbEnvironment | Where-Object EnvironmentType -eq Production | Set-BbEnvironment -AdminOnly $true</code>
/// <para>Restricts all production environments of a workspace to administrators.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbEnvironment", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(DeploymentEnvironment))]
public sealed class SetEnvironmentCommand : EnvironmentCmdlet
{
    /// <summary>The new name. Only one environment can be renamed at a time.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? NewName { get; set; }

    /// <summary>Whether only administrators may deploy.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool AdminOnly { get; set; }

    /// <summary>Returns the changed environment; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool? Restriction => MyInvocation.BoundParameters.ContainsKey(nameof(AdminOnly)) ? AdminOnly : null;

    /// <inheritdoc/>
    private protected override string? RequestedName => NotEmpty(NewName);

    /// <inheritdoc/>
    private protected override string? MissingChange => RequestedName is null && Restriction is null ? "-NewName or -AdminOnly" : null;

    /// <inheritdoc/>
    private protected override Func<DeploymentEnvironment, bool> Suffices => NewEdit().ChangesAll;

    /// <inheritdoc/>
    private protected override Func<IReadOnlyList<DeploymentEnvironment>, IEnumerable<PlannedChange<DeploymentEnvironment>>> NewPlan(
        RepositoryId repository, BitbucketClient client)
    {
        EnvironmentEdit edit = NewEdit();
        BitbucketSession session = CurrentSession;
        return environments => RequireSingleItem(edit.NewName, "environment", environments, e => e.Name).Select(Plan);

        PlannedChange<DeploymentEnvironment> Plan(DeploymentEnvironment environment) => edit.CountChanges(environment) is var changes
            && changes == 0
            ? new(environment, ItemAction.Unchanged, "Keep environment", $"{environment.Name} in {repository}",
                _ => Task.FromResult<object?>(PassThru ? environment : null))
            : new(environment, ItemAction.Update, edit.Describe(), $"{environment.Name} in {repository}",
                token => ApplyAsync(client, repository, environment, edit, token))
            {
                Map = e => Errors.EnvironmentNotChanged(e, session, repository, environment, edit.NewName),
                Requests = changes + (PassThru ? 1 : 0),
            };
    }

    /// <inheritdoc/>
    protected override void Finish() =>
        Change(new BulkOptions("environment", ThrottleLimit) { SuppressRows = !PassThru, WritesItem = true });

    private EnvironmentEdit NewEdit() => new(RequestedName, Restriction);

    private async Task<object?> ApplyAsync(
        BitbucketClient client, RepositoryId repository, DeploymentEnvironment environment, EnvironmentEdit edit,
        CancellationToken cancellationToken)
    {
        await EnvironmentEditor.ApplyAsync(client, repository, environment, edit, cancellationToken).ConfigureAwait(false);
        if (!PassThru)
        {
            return null;
        }

        (DeploymentEnvironment now, bool isDone) = await EnvironmentEditor
            .ReadAsync(client, repository, environment, edit, cancellationToken).ConfigureAwait(false);
        if (!isDone)
        {
            Post(() => WriteWarning(
                $"Bitbucket has accepted the change of environment '{environment.Name}' in {repository}, but does not show it yet."));
        }

        return now;
    }
}
