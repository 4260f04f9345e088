using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Enables or disables Pipelines in a repository.</summary>
/// <remarks>
/// In a new repository Pipelines must be enabled before its first run. Disabling it removes nothing, but pushes and schedules start no
/// runs.
/// </remarks>
/// <example>
/// <code>Set-BbPipelineConfig -Enabled $true</code>
/// <para>Enables Pipelines in the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'old-*' | Set-BbPipelineConfig -Enabled $false -PassThru</code>
/// <para>Disables Pipelines in several repositories, and returns their configurations.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbPipelineConfig", SupportsShouldProcess = true)]
[OutputType(typeof(PipelineConfig))]
public sealed class SetPipelineConfigCommand : RepositoryCmdlet
{
    private readonly List<PlaceChange> _changes = [];

    /// <summary>Whether to enable (<c>$true</c>) or disable (<c>$false</c>) Pipelines.</summary>
    [Parameter(Position = 0)]
    [MustSpecify]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool Enabled { get; set; }

    /// <summary>Returns the configuration; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        (RepositoryId repository, BitbucketClient client, BitbucketSession session) = (TargetRepository, Client, CurrentSession);
        _changes.Add(new PlaceChange("configuration", "Pipelines", repository.Workspace, repository.Slug, session, Plan)
        {
            // What would be refused in earnest is refused: there may be no such repository.
            Read = IsWhatIf ? token => client.SendAsync(Repositories.Get(repository), token) : null,
            IsReadForPlanOnly = true,
        });

        PlannedWrite Plan() => new(
            ItemAction.Update, Enabled ? "Enable Pipelines" : "Disable Pipelines", repository.ToString(),
            async token =>
            {
                PipelineConfig config = await client.SendAsync(ConfigOperations.Update(repository, Enabled), token).ConfigureAwait(false);
                config.SetLocation(repository, client.SiteUri);
                return config;
            });
    }

    /// <inheritdoc/>
    protected override void Finish() =>
        ChangePlaces(_changes, new BulkOptions("configuration", ThrottleLimit) { SuppressRows = !PassThru, WritesItem = true });
}
