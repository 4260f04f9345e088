using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines.Commands;

/// <content>What is done for each record: the run is started, and its variables are compared with those that are declared.</content>
public sealed partial class InvokePipelineCommand
{
    private void StartRun(OnDemandYaml? yaml)
    {
        if (Variable is DeclaredNames && !PipelineInput.IsCustomPipeline(this))
        {
            throw new ErrorRecordException(Errors.NamesAreNoVariables());
        }

        if (yaml is not null)
        {
            OnDemandInput.RefuseSecured(Variable, SecureVariable, IsTyped(nameof(Variable)) || IsTyped(nameof(SecureVariable)));
            yaml = yaml with { MergesDefaults = MergeDefaults, BranchToCreate = CreateBranch };
        }
        else if (MergeDefaults || CreateBranch is not null)
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidArgument,
                $"-{(MergeDefaults ? nameof(MergeDefaults) : nameof(CreateBranch))} has no effect without YAML to run. No run was started.",
                "Specify -YamlPath or -Yaml."), terminating: true);
        }

        List<RunVariable> variables = RunVariables.Read(Variable, SecureVariable, WriteWarning);
        BitbucketClient client = Waits ? Client.Until(TimeOfCall) : Client;
        Pipeline? again = InputObject ?? (IsTargetTyped ? null : PipelineInput.Current(this) as Pipeline);
        var start = new RunStart(client, CurrentSession, ResolveRepositoryOf(again), yaml);
        string? custom = CustomOf(NotEmpty(Custom));
        if (again is null && !IsTargetTyped && PipedRun.Read(this) is { } row)
        {
            custom ??= row.Custom;
            if (row.Problem(start.Repository) is { } problem)
            {
                throw new ErrorRecordException(problem);
            }
        }

        RunVariables.WarnOfLost(again, Variable ?? SecureVariable, WriteWarning);
        string? meant = custom ?? again?.Custom;
        // With -WhatIf the file in the repository is read.
        bool checksLater = (!IsWhatIf || yaml is not null)
            && VariableCheck.WarnOfKnown(this, client, start.Repository, yaml, meant, variables, WriteWarning);
        (RunTarget requested, bool waits) = (NewTarget(start.Repository, custom), Waits);
        // Runs of one repository are started in the order of the input.
        OrderedTurn turn = _turns.Next(start.Repository.ToString());
        Start((record, token) => turn.RunAsync(
            () => record.Gate.RunAsync(() => start.ResolveTargetAsync(requested, again, token), token),
            target => StartAsync(
                record, start, target, variables, waits, yaml,
                checksLater ? new DefinitionLookup(client, start.Repository, meant!, record.Gate) : null, token)));
    }

    private async Task<Action?> StartAsync(
        RecordWork record, RunStart start, PipelineTarget target, List<RunVariable> variables, bool waits,
        OnDemandYaml? yaml, DefinitionLookup? lookup, CancellationToken cancellationToken)
    {
        using DefinitionLookup? declared = lookup;
        if (record.IsWhatIf)
        {
            CustomDefinition? read = null;
            await ForPlanAsync(async () => read = await record.Gate.RunAsync(
                () => start.CheckTargetAsync(target, cancellationToken), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            Post(() => VariableCheck.Warn(read, variables, WriteWarning));
        }

        if (record.Asks && declared?.Begin(target) == true)
        {
            // Whoever is asked should know before.
            await TellAsync(declared, variables, cancellationToken).ConfigureAwait(false);
        }

        string action = $"Run {target}{RunVariables.Describe(variables)}{OnDemandText(yaml)}";
        if (!await ApproveAsync(record, start.Repository.ToString(), action, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        Task<Pipeline> sending = record.Gate.RunAsync(() => start.SendAsync(target, variables, cancellationToken), cancellationToken);
        _ = declared?.Begin(target);
        Pipeline run = await sending.ConfigureAwait(false);
        // First of all: nothing that follows may lose a run that was started.
        Post(() => WriteStarted(run, waits));
        if (declared is not null)
        {
            _ = declared.Begin(run.Target);
            await TellAsync(declared, variables, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async Task TellAsync(DefinitionLookup declared, List<RunVariable> variables, CancellationToken cancellationToken)
    {
        if (await declared.TakeAsync(cancellationToken).ConfigureAwait(false) is { } read)
        {
            Post(() => Tell(read, variables));
        }
    }

    private void Tell(DefinitionLookupResult read, List<RunVariable> variables)
    {
        VariableCheck.Warn(read.Definition, variables, WriteWarning);
        if (read.Problem is { } problem)
        {
            WriteVerbose($"The variables were not compared with those that the custom pipeline declares. {problem}");
        }
    }

    private static string OnDemandText(OnDemandYaml? yaml) => yaml is null ? ""
        : $" from {yaml}{(yaml.MergesDefaults ? ", merged with the defaults of the repository" : "")}"
            + (yaml.BranchToCreate is { } branch ? $", on the new branch {branch}" : "");

    /// <summary>Whether the command line says what is run, so that a piped object only says where.</summary>
    private bool IsTargetTyped => s_targets.Any(name => IsTyped(name) && !IsFromDefaults(name));

    private RunTarget NewTarget(RepositoryId repository, string? custom) => new()
    {
        Branch = Branch,
        // The engine chooses the set of -Branch for an object that has a tag alone.
        Tag = Tag ?? (Branch is null && Commit is null && !IsTargetTyped ? PipelineInput.Text(this, nameof(Tag)) : null),
        Commit = Commit,
        Custom = custom,
        PullRequest = ParameterSetName == PullRequestSet ? PullRequest : null,
        MainBranch = PipelineInput.MainBranchOf(this, repository),
    };
}
