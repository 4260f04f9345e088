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
/// Completes names that the server knows. Answers are kept for a minute; none is waited for longer than two seconds; a failure
/// completes nothing and says nothing.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class BitbucketCompleter : IArgumentCompleter
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);
    private static readonly ConcurrentDictionary<string, (DateTimeOffset At, string[] Names)> s_cache = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string[] names;
        try
        {
            // What is being completed is among them, as far as it is typed.
            var bound = new Hashtable(fakeBoundParameters ?? new Hashtable(), StringComparer.OrdinalIgnoreCase);
            bound.Remove(parameterName);
            names = Find(bound);
        }
#pragma warning disable CA1031 // whatever goes wrong while someone types is not worth a word
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }

        // A name that a terminal acts on is not put into its line; it can be typed, or reached by wildcards.
        return CompletionText.Match(names, wordToComplete)
            .Where(name => LogText.Plain(LogText.OneLine(name), CiHost.None) == name)
            .Select(name => new CompletionResult(
                CompletionText.Quote(name, wordToComplete), name, CompletionResultType.ParameterValue, name));
    }

    /// <summary>Asks the server for the names.</summary>
    private protected abstract Task<IEnumerable<string>> FindAsync(CompletionContext context, CancellationToken cancellationToken);

    private string[] Find(Hashtable bound)
    {
        BitbucketSession? session = Value<BitbucketSession>(bound, "Session") ?? SessionStore.Find();
        if (session is null)
        {
            return [];
        }

        PipelineId? run = Run(bound);
        var words = new PlaceWords
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
        if (s_cache.TryGetValue(key, out (DateTimeOffset At, string[] Names) kept) && clock.GetUtcNow() - kept.At < s_kept)
        {
            return kept.Names;
        }

        using var stop = new CancellationTokenSource(s_longest);
#pragma warning disable RS0030 // PowerShell waits for the words, and no longer than s_longest.
        string[] names = Task.Run(async () => (await FindAsync(context, stop.Token).ConfigureAwait(false)).Distinct().ToArray(), stop.Token)
            .GetAwaiter().GetResult();
#pragma warning restore RS0030
        s_cache[key] = (clock.GetUtcNow(), names);
        return names;
    }

    /// <summary>
    /// By a command of the engine: while a word is completed a pipeline runs, and the runspace lends its state to nobody.
    /// </summary>
    private static string? CurrentFolder()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand(@"Microsoft.PowerShell.Management\Get-Location").AddParameter("PSProvider", "FileSystem")
            .Invoke<PathInfo>().FirstOrDefault()?.ProviderPath;
    }

    /// <summary>The run that -Pipeline names before, in any of its ways; the first of several.</summary>
    private static PipelineId? Run(Hashtable bound)
    {
        object? given = Bare(Bare(bound["Pipeline"]) is IList { Count: > 0 } several ? several[0] : bound["Pipeline"]);
        return given is Pipeline { Repository.Length: > 0 } run
            ? new PipelineId(run.BuildNumber.ToString(CultureInfo.InvariantCulture), new RepositoryId(run.Workspace, run.Repository))
            : PipelineId.TryParse(Convert.ToString(given, CultureInfo.InvariantCulture), out PipelineId? id) ? id : null;
    }

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static T? Value<T>(Hashtable bound, string name)
        where T : class => Bare(bound[name]) as T;
}
