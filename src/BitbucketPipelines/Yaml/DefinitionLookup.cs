using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines;

/// <summary>
/// Reads, beside the start of a run, what its custom pipeline declares. That is one request, for which the start does not wait, and whose
/// failure does not matter.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="repository">The repository of the run.</param>
/// <param name="custom">The custom pipeline.</param>
/// <param name="gate">The limit on concurrent requests.</param>
internal sealed class DefinitionLookup(BitbucketClient client, RepositoryId repository, string custom, AccountGate gate) : IDisposable
{
    /// <summary>How long the result is waited for when nothing else is.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _over = new();
    private Task<DefinitionLookupResult>? _reading;
    private bool _isTaken;

    /// <summary>
    /// Begins to read, unless that was done, if one request suffices: the commit is known, or the branch has a name that the resource
    /// takes.
    /// </summary>
    /// <returns>Whether it is being read, or was read.</returns>
    public bool Begin(PipelineTarget? target)
    {
        string? revision = target?.Commit?.Hash
            ?? (target is { Type: PipelineTarget.RefType, IsTag: false, RefName: { } name } && !name.Contains('/') ? name : null);
        _reading ??= revision is null ? null : ReadAsync(revision);
        return _reading is not null;
    }

    /// <summary>The result; null if it was taken before. What takes too long is given up.</summary>
    public async Task<DefinitionLookupResult?> TakeAsync(CancellationToken cancellationToken)
    {
        if (_isTaken)
        {
            return null;
        }

        _isTaken = true;
        if (_reading is null)
        {
            return new(null, "The commit of the run is not known.");
        }

        if (!await client.Clock.WaitAtMostAsync(_reading, s_longest, cancellationToken).ConfigureAwait(false))
        {
            _over.Cancel();
        }

        return await _reading.ConfigureAwait(false);
    }

    /// <summary>Gives up reading.</summary>
    public void Dispose()
    {
        _over.Cancel();
        if (_reading is not { IsCompleted: false })
        {
            _over.Dispose();
        }
    }

    private async Task<DefinitionLookupResult> ReadAsync(string revision)
    {
        if (client.Allowance.Read().IsNearlyUsedUp)
        {
            return new(null, "Little of the allowance of requests is left.");
        }

        try
        {
            return await gate.RunAsync(() => FindAsync(revision), _over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new(null, "Reading the file took too long.");
        }
        catch (AccountEndedException e)
        {
            return new(null, e.Message);
        }
    }

    /// <summary>Failures are results here: one that left the gate would end the start.</summary>
    private async Task<DefinitionLookupResult> FindAsync(string revision)
    {
        try
        {
            string text = await CustomPipelines.ReadAsync(client.WithoutRetries(), repository, revision, _over.Token).ConfigureAwait(false);
            CustomDefinition? found = CustomPipelines.Find(text).FirstOrDefault(p => p.Name == custom);
            return new(found, found is null ? $"{CustomPipelines.FileName} at {revision} does not say what it declares." : null);
        }
        catch (BitbucketApiException e)
        {
            return new(null, e.Message);
        }
    }
}

/// <summary>What a custom pipeline declares, or why that is not known.</summary>
/// <param name="Definition">The custom pipeline; null when it is not known.</param>
/// <param name="Problem">Why it is not known; null when it is.</param>
internal sealed record DefinitionLookupResult(CustomDefinition? Definition, string? Problem);
