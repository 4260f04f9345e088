using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Completion;

/// <summary>
/// Completes an argument with names read from Bitbucket. Results are cached for a minute. A request that takes longer than two seconds, or
/// any error, results in no completions.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class BitbucketCompleter : IArgumentCompleter
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_cacheLifetime = TimeSpan.FromMinutes(1);
    private static readonly ConcurrentDictionary<string, (DateTimeOffset At, string[] Names)> s_cache = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string[] names;
        try
        {
            // The bound parameters include the partial value that is being completed.
            var bound = new Hashtable(fakeBoundParameters ?? new Hashtable(), StringComparer.OrdinalIgnoreCase);
            bound.Remove(parameterName);
            names = Find(bound);
        }
#pragma warning disable CA1031 // completion must never fail
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }

        // Leave out names with control characters: they must not be inserted into the command line.
        return CompletionText.Match(names, wordToComplete)
            .Where(name => LogSanitizer.Plain(LogSanitizer.OneLine(name), CiHost.None) == name)
            .Select(name => new CompletionResult(
                CompletionText.Quote(name, wordToComplete), name, CompletionResultType.ParameterValue, name));
    }

    private protected abstract Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken);

    private string[] Find(Hashtable bound)
    {
        BitbucketSession? session = Value<BitbucketSession>(bound, "Session") ?? SessionStore.Find();
        if (session is null)
        {
            return [];
        }

        PipelineId? run = Run(bound);
        var words = new PlaceParameters
        {
            Workspace = Value<string>(bound, "Workspace"),
            IsWorkspaceTyped = true,
            Repository = Value<string>(bound, "Repository"),
            IsRepositoryTyped = true,
            Given = run?.Repository,
            IsGivenTyped = true,
        };
        var finder = new PlaceFinder(session, Environment.GetEnvironmentVariable, CurrentFolder());
        RepositoryId? repository = finder.Repository(words);
        var context = new CompletionContext(
            session.Client.ObservedBy(null),
            finder.Workspace(words),
            repository,
            run is null ? null : run with { Repository = repository },
            Value<string>(bound, "Environment"),
            bound["WorkspaceScope"] is not null);
        string key =
            $"{GetType().Name} {session.ApiUri} {session.User} {context.Workspace} {context.Repository} {context.Run?.Value} "
                + $"{context.Environment} {context.WorkspaceScope}";
        TimeProvider clock = session.Client.Clock;
        if (s_cache.TryGetValue(key, out (DateTimeOffset At, string[] Names) cached) && clock.GetUtcNow() - cached.At < s_cacheLifetime)
        {
            return cached.Names;
        }

        using var stop = new CancellationTokenSource(s_timeout);
#pragma warning disable RS0030 // PowerShell waits for the completions, and no longer than s_timeout.
        string[] names = Task.Run(async () => (await FindAsync(context, stop.Token).ConfigureAwait(false)).Distinct().ToArray(), stop.Token)
            .GetAwaiter().GetResult();
#pragma warning restore RS0030
        s_cache[key] = (clock.GetUtcNow(), names);
        return names;
    }

    /// <summary>SessionState is not available while a pipeline runs, so ask Get-Location.</summary>
    private static string? CurrentFolder()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand(@"Microsoft.PowerShell.Management\Get-Location").AddParameter("PSProvider", "FileSystem")
            .Invoke<PathInfo>().FirstOrDefault()?.ProviderPath;
    }

    /// <summary>The run given with -Pipeline; the first one if there are several.</summary>
    private static PipelineId? Run(Hashtable bound)
    {
        object? given = Unwrap(Unwrap(bound["Pipeline"]) is IList { Count: > 0 } several ? several[0] : bound["Pipeline"]);
        return given is Pipeline { Repository.Length: > 0 } run
            ? new PipelineId(run.BuildNumber.ToString(CultureInfo.InvariantCulture), RepositoryId.Of(run.Workspace, run.Repository))
            : PipelineId.TryParse(Convert.ToString(given, CultureInfo.InvariantCulture), out PipelineId? id) ? id : null;
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static T? Value<T>(Hashtable bound, string name)
        where T : class => Unwrap(bound[name]) as T;
}
