using System.Globalization;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines;

/// <summary>Starts a run in a repository, with an error of its own for each known reason why that can fail.</summary>
/// <param name="client">The client, limited to the time of the call.</param>
/// <param name="session">The session, for the advice in errors.</param>
/// <param name="repository">The repository.</param>
/// <param name="yaml">The YAML to run; null for the file in the repository.</param>
internal sealed class RunStart(BitbucketClient client, BitbucketSession session, RepositoryId repository, OnDemandYaml? yaml = null)
{
    /// <summary>The repository.</summary>
    public RepositoryId Repository => repository;

    /// <summary>Finds the target: that of a previous run, otherwise the requested one, completed with what the server knows.</summary>
    public async Task<PipelineTarget> ResolveTargetAsync(RunTarget requested, Pipeline? previous, CancellationToken cancellationToken)
    {
        if (previous is not null)
        {
            if (previous.IsReference)
            {
                // It comes from a file or a job, which do not hold all of the target.
                PipelineSelector? selector = previous.RequestedSelector;
                previous = await client.SendAsync(
                    Pipelines.Get(repository, previous.BuildNumber.ToString(CultureInfo.InvariantCulture)), cancellationToken)
                    .ConfigureAwait(false);
                previous.RequestedSelector = selector;
            }

            return RunTarget.ForRerun(previous.Target, previous.RequestedSelector)
                ?? throw new ErrorRecordException(previous.Target is null
                    ? Errors.OnlyRunNamed(previous.ToString(), repository) : Errors.CannotRunAgain(previous));
        }

        return await ErrorMap.RunAsync(
            token => requested.ResolveAsync(client, repository, token),
            e => Errors.TargetNotResolved(e, client, repository, requested), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reports what Bitbucket would refuse, without starting a run: for -WhatIf. Returns the custom pipeline, if it was read.
    /// </summary>
    public async Task<CustomDefinition?> CheckTargetAsync(PipelineTarget target, CancellationToken cancellationToken)
    {
        (ErrorDescription? problem, CustomDefinition? custom) =
            await RunTargetCheck.FindProblemAsync(client, repository, target, yaml, cancellationToken).ConfigureAwait(false);
        return problem is null ? custom : throw new ErrorRecordException(problem);
    }

    /// <summary>Sends the request that starts the run.</summary>
    public async Task<Pipeline> SendAsync(PipelineTarget target, List<RunVariable> variables, CancellationToken cancellationToken)
    {
        var body = new TriggerRequest { Target = target, Variables = variables.Count == 0 ? null : variables };
        Pipeline run = await ErrorMap.RunAsync(
            token => client.SendAsync(
                yaml is null ? Pipelines.Create(repository, body) : Pipelines.CreateOnDemand(repository, yaml.ToRequest(body)), token),
            DescribeAsync, cancellationToken).ConfigureAwait(false);
        run.SetLocation(repository, client.SiteUri);
        run.RequestedSelector = target.Selector;
        return run;

        async Task<ErrorDescription?> DescribeAsync(Exception e, CancellationToken token) =>
            Errors.NotStarted(e, client, session, repository, target, yaml) is { } error
                ? error with { Advice = await AdviceAsync(error, target, token).ConfigureAwait(false) ?? error.Advice }
                : null;
    }

    /// <summary>The advice with what exists in place of the target; null when there is no such thing, or it cannot be read.</summary>
    private async Task<string?> AdviceAsync(ErrorDescription error, PipelineTarget target, CancellationToken cancellationToken)
    {
        var alternatives = new Alternatives(client, repository);
        string name = target.RefName ?? target.Source ?? "";
        return error.Id switch
        {
            var id when id == ErrorId.BranchNotFound =>
                Errors.BranchAdvice(name, await alternatives.BranchesAsync(name, cancellationToken).ConfigureAwait(false)),
            var id when id == ErrorId.TagNotFound =>
                Errors.TagAdvice(name, await alternatives.TagsAsync(name, cancellationToken).ConfigureAwait(false)),
            var id when id == ErrorId.PipelineDefinitionNotFound && yaml is null => Errors.SelectorAdvice(
                target, await alternatives.CustomPipelinesAsync(target, cancellationToken).ConfigureAwait(false)),
            _ => null,
        };
    }
}
