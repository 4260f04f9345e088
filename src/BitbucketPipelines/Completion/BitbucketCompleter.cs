using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Completion;

/// <summary>
/// Completes an argument with values read from Bitbucket. It waits for at most two seconds and shows what has arrived by then. Any error
/// results in no completions. See <see cref="CompletionCache"/> for what is kept.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class BitbucketCompleter : IArgumentCompleter
{
    /// <summary>After this many pages of a long list, the rest is not read: typing more finds it.</summary>
    private protected const int FewPages = 5;

    private const int ManyPages = 50;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(1);
    private static readonly ConditionalWeakTable<BitbucketSession, CompletionCache> s_cache = new();

    /// <summary>How long a list is kept.</summary>
    private protected virtual TimeSpan Lifetime => s_lifetime;

    /// <summary>Whether an empty list is kept. False for what can appear at any moment, such as the steps of a run.</summary>
    private protected virtual bool KeepsEmpty => true;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            // The bound parameters include the partial value that is being completed.
            var bound = new Hashtable(fakeBoundParameters ?? new Hashtable(), StringComparer.OrdinalIgnoreCase);
            bound.Remove(parameterName);
            AddUnknownRun(bound, parameterName, commandAst);
            string? folder = CurrentFolder();
            TypedYaml.Add(bound, commandAst, folder);
            return CompletionText.Results(Find(bound, folder, parameterName, CompletionText.Unquote(wordToComplete)), wordToComplete);
        }
#pragma warning disable CA1031 // Completion must never fail.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>Reads the suggestions.</summary>
    private protected abstract Task FindAsync(CompletionContext context, CompletionList found, CancellationToken cancellationToken);

    /// <summary>The suggestions that need no request; null to ask Bitbucket.</summary>
    private protected virtual IReadOnlyList<CompletionItem>? FindLocally(CompletionContext context) => null;

    /// <summary>The part of the typed text that the server is asked for; empty to ask for everything.</summary>
    private protected virtual string QueryOf(CompletionContext context) => "";

    /// <summary>Changes what is asked, depending on the typed text.</summary>
    private protected virtual CompletionContext Prepare(CompletionContext context) => context;

    /// <summary>Reads a whole list, and applies what this session wrote recently.</summary>
    private protected static async Task ReadAsync<T>(
        CompletionContext context, ApiRequest<Page<T>> request, Func<T, string?> key, Func<T, CompletionItem> make, CompletionList found,
        CancellationToken cancellationToken)
        where T : class
    {
        List<T> all = await ReadAsync(context, request, key, make, found, ManyPages, cancellationToken).ConfigureAwait(false);
        found.Set(context.Client.Written.Complete(request.Path, all, key).Select(make));
    }

    /// <summary>Reads the first pages of a list, as long as there is something in them that is wanted.</summary>
    private protected static async Task<List<T>> ReadAsync<T>(
        CompletionContext context, ApiRequest<Page<T>> request, Func<T, string?> key, Func<T, CompletionItem> make, CompletionList found,
        int pages, CancellationToken cancellationToken, int pageLength = 100, Func<T, bool>? wanted = null)
        where T : class
    {
        using var reader = new PageReader<T>(context.Client, request, key, cancellationToken, pageLength, readAhead: false);
        var all = new List<T>();
        while (await reader.ReadAsync().ConfigureAwait(false) is { } page)
        {
            all.AddRange(page);
            found.Add(page.Select(make));
            if (--pages == 0 || (wanted is not null && !all.Exists(r => wanted(r))))
            {
                found.IsPartial = !(reader.TotalCount <= all.Count);
                break;
            }
        }

        return all;
    }

    /// <summary>
    /// Reads the branches or tags whose names contain the typed text. The server cannot be asked for those that begin with it: if many
    /// contain it and none begins with it, the folders that they are in are left out, and the server is asked once more.
    /// </summary>
    private protected static async Task ReadRefsAsync(
        CompletionContext context, ApiRequest<Page<Ref>> refs, CompletionList found, CancellationToken cancellationToken)
    {
        string word = found.Word;
        if (word.Length == 0)
        {
            await ReadAsync(refs, null).ConfigureAwait(false);
            return;
        }

        string query = QueryText.Contains("name", word);
        Func<Ref, bool>? wanted = word == context.Word ? r => r.Name!.StartsWith(word, StringComparison.OrdinalIgnoreCase) : null;
        List<Ref> all = await ReadAsync(refs.With("q", query), wanted).ConfigureAwait(false);
        if (found.IsPartial && wanted is not null && !all.Exists(r => wanted(r)))
        {
            string[] folders =
            [
                .. all.Select(r => r.Name!.Substring(0, r.Name.IndexOf('/') + 1)).Distinct(StringComparer.OrdinalIgnoreCase)
                    .Where(f => f.Length > 0 && !word.StartsWith(f, StringComparison.OrdinalIgnoreCase)),
            ];
            try
            {
                if (folders.Length > 0)
                {
                    await ReadAsync(refs.With("q", QueryText.Without(query, "name", folders)), null).ConfigureAwait(false);
                }
            }
            catch (BitbucketApiException e) when (e.StatusCode == 400)
            {
                // The server does not understand the query: the next letter finds more.
            }

            // Names that have such a folder in the middle are missing.
            found.IsPartial = true;
        }

        Task<List<Ref>> ReadAsync(ApiRequest<Page<Ref>> request, Func<Ref, bool>? isWanted) => BitbucketCompleter.ReadAsync(
            context, request, r => r.Name,
            r => new CompletionItem(r.Name ?? "", CompletionItem.Describe(Display.Hash(r.Target?.Hash), r.Target?.Message)), found,
            FewPages,
            cancellationToken, wanted: isWanted);
    }

    /// <summary>
    /// Adds a run that is specified by an expression or comes from the pipeline. It is not known before the command runs, and PowerShell
    /// leaves it out of the bound parameters.
    /// </summary>
    private static void AddUnknownRun(Hashtable bound, string parameter, CommandAst? command)
    {
        foreach (string name in new[] { "Pipeline", "InputObject" })
        {
            if (command is not null && name != parameter && bound[name] is null
                && StaticParameterBinder.BindCommand(command).BoundParameters.TryGetValue(name, out ParameterBindingResult? typed))
            {
                bound[name] = typed.Value?.Extent.Text;
            }
        }

        if (command?.Parent is PipelineAst { PipelineElements: { Count: > 1 } all } && all[0] != command)
        {
            bound["InputObject"] ??= all[0].Extent.Text;
        }
    }

    private IReadOnlyList<CompletionItem> Find(Hashtable bound, string? folder, string parameter, string word)
    {
        if ((Value<BitbucketSession>(bound, "Session") ?? SessionStore.Find()) is not { } session)
        {
            return [];
        }

        (session, CompletionContext context) = new CompletionPlace(bound, folder).Find(session, parameter, word);
        context = Prepare(context);
        if (FindLocally(context) is { } known)
        {
            return known;
        }

        CompletionCache cache = s_cache.GetValue(session, NewCache);
        CompletionList list = cache.Get(
            $"{GetType().Name} {context.Place}", QueryOf(context),
            found => KeepsEmpty || found.Found.Count > 0 ? Lifetime : TimeSpan.Zero,
            (found, token) => FindAsync(context, found, token));
#pragma warning disable RS0030 // PowerShell waits for the completions, and no longer than CompletionCache.Patience.
        list.Reading.Wait(cache.TimeLeft(list));
#pragma warning restore RS0030
        return list.Found;
    }

    private static CompletionCache NewCache(BitbucketSession session)
    {
        var cache = new CompletionCache(session.Client.Clock);
        session.Client.Written.Changed += cache.Clear;
        return cache;
    }

    /// <summary>SessionState is not available while a pipeline runs, so ask Get-Location.</summary>
    private static string? CurrentFolder()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand(@"Microsoft.PowerShell.Management\Get-Location").AddParameter("PSProvider", "FileSystem")
            .Invoke<PathInfo>().FirstOrDefault()?.ProviderPath;
    }

    private static T? Value<T>(Hashtable bound, string name)
        where T : class => CompletionPlace.Unwrap(bound[name]) as T;
}
