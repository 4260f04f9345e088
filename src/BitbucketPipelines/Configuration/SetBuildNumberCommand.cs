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

    /// <summary>Returns the number of the next run and that of the latest run.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        bool computed = ParameterSetName == "Increment";
        // Only -Increment needs the latest run. With -Next, the credentials need no permission to read runs.
        long? latest = computed
            ? Await(token => LatestRun.NumberAsync(Client, repository, token))
            : Await(token => LatestRun.TryNumberAsync(Client, repository, token));
        long next = computed ? latest!.Value + Increment : Next;
        if (next > int.MaxValue)
        {
            throw new ErrorRecordException(Errors.BuildNumberTooHigh(next, latest!.Value, repository));
        }

        string known = latest switch { null => "", 0 => " (there is no run yet)", _ => $" (the latest run is #{latest})" };
        if (!ShouldProcessOrForce(repository.ToString(), $"Raise the next build number to {next}{known}, for good", Force))
        {
            return;
        }

        BuildNumber number = Await(
            token => Client.SendAsync(ConfigOperations.SetBuildNumber(repository, next), token),
            e => Errors.BuildNumberTooLow(e, next, latest, repository));
        if (PassThru)
        {
            number.SetLocation(repository, Client.SiteUri);
            number.Latest = latest;
            WriteObject(number);
        }
    }
}
