using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Raises the number of the next run.</summary>
/// <remarks>
/// Bitbucket accepts only a number higher than that of the latest run, and the number can never be lowered again. Therefore the cmdlet asks
/// for confirmation, unless -Force is specified. Bitbucket has no request that reads the next number. Only the number of the latest run can
/// be read, so an earlier change is not visible before the next run.
/// </remarks>
/// <example>
/// <code>Set-BbBuildNumber 1000</code>
/// <para>The next run of the session's repository gets the number 1000.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Set-BbBuildNumber -Increment 100 -Force</code>
/// <para>Leaves a gap of a hundred numbers in several repositories, without confirmation.</para>
/// </example>
/// <example>
/// <code>Set-BbBuildNumber -Increment 100 -WhatIf</code>
/// <para>Shows which number the next run would get.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbBuildNumber", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "Next")]
[OutputType(typeof(BuildNumber))]
public sealed class SetBuildNumberCommand : RepositoryCmdlet
{
    private readonly List<PlaceChange> _changes = [];

    /// <summary>The number of the next run.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Next")]
    [MustSpecify]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int Next { get; set; }

    /// <summary>The difference between the number of the next run and that of the latest run.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Increment")]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int Increment { get; set; }

    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the number of the next run and that of the latest run; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool IsRepeatable => ParameterSetName != "Increment";

    /// <inheritdoc/>
    protected override void Process()
    {
        (RepositoryId repository, BitbucketClient client) = (TargetRepository, Client);
        bool computed = ParameterSetName == "Increment";
        int requested = computed ? Increment : Next;
        long? latest = null;
        _changes.Add(new PlaceChange(
            "build number", $"{(computed ? "+" : "")}{requested}", repository.Workspace, repository.Slug, CurrentSession, Plan)
        {
            // Only -Increment needs the latest run. With -Next, the credentials need no permission to read runs.
            Read = async token => latest = computed
                ? await LatestRun.NumberAsync(client, repository, token).ConfigureAwait(false)
                : await LatestRun.TryNumberAsync(client, repository, token).ConfigureAwait(false),
        });

        PlannedWrite Plan()
        {
            long next = computed ? latest!.Value + requested : requested;
            string known = latest switch { null => "", 0 => " (there is no run yet)", _ => $" (the latest run is #{latest})" };
            return new PlannedWrite(
                ItemAction.Update, $"Raise the next build number to {next}{known}, for good", repository.ToString(),
                async token =>
                {
                    BuildNumber number = await client.SendAsync(ConfigOperations.SetBuildNumber(repository, next), token)
                        .ConfigureAwait(false);
                    number.SetLocation(repository, client.SiteUri);
                    number.Latest = latest;
                    return number;
                })
            {
                Map = e => Errors.BuildNumberTooLow(e, next, latest, repository),
                Refusal = next > int.MaxValue ? Errors.BuildNumberTooHigh(next, latest!.Value, repository) : null,
            };
        }
    }

    /// <inheritdoc/>
    protected override void Finish() => ChangePlaces(_changes, new BulkOptions("build number", ThrottleLimit)
    {
        SuppressRows = !PassThru,
        WritesItem = true,
        Force = Force,
        IsHighImpact = true,
    });
}
