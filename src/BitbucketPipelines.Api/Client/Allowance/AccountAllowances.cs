using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace BitbucketPipelines.Api;

/// <summary>
/// The allowances of one account at one server. Bitbucket documents the limit of 1,000 requests an hour for <c>repositories/</c>, for each
/// user, access token or OAuth consumer, and names the resource in a header. So requests below <c>repositories/</c> share an allowance,
/// other parts of the API have their own, and whatever the server gives another name has its own too.
/// </summary>
internal sealed class AccountAllowances
{
    private const string Repositories = "repositories";

    // For each clock, so that tests with clocks of their own do not disturb each other.
    private static readonly ConditionalWeakTable<TimeProvider, ConcurrentDictionary<(string Root, string Account), AccountAllowances>>
        s_all = new();

    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, Allowance> _allowances = new(StringComparer.Ordinal);
    // The name of the resource that the server gave to a kind of requests, and to the first kind of a part of the API.
    private readonly ConcurrentDictionary<string, string> _resources = new(StringComparer.Ordinal);

    private AccountAllowances(TimeProvider clock)
    {
        _clock = clock;
        ForRepositories = _allowances.GetOrAdd(Repositories, _ => new Allowance(clock));
    }

    /// <summary>The allowance that nearly all requests count in.</summary>
    public Allowance ForRepositories { get; }

    /// <summary>The allowances of an account; the same for everyone in the process who asks.</summary>
    public static AccountAllowances Of(TimeProvider clock, Uri root, string account) => s_all.GetOrCreateValue(clock)
        .GetOrAdd((root.GetLeftPart(UriPartial.Authority).ToUpperInvariant(), account), _ => new AccountAllowances(clock));

    /// <summary>The allowance that a request counts in, as far as it is known before it is sent.</summary>
    public Allowance For(ApiRequest request)
    {
        (string part, string kind) = Classify(request);
        string name = _resources.TryGetValue(kind, out string? resource) && _resources[part] != resource ? $"{part} {resource}" : part;
        return _allowances.GetOrAdd(name, _ => new Allowance(_clock));
    }

    /// <summary>Notes the resource that the server says a request belongs to, and returns its allowance.</summary>
    public Allowance Learn(ApiRequest request, string? resource)
    {
        if (resource is not null)
        {
            (string part, string kind) = Classify(request);
            _resources.TryAdd(part, resource);
            _resources[kind] = resource;
        }

        return For(request);
    }

    /// <summary>The part of the API, and the kind within it: <c>repositories</c> and <c>repositories//src</c>.</summary>
    private static (string Part, string Kind) Classify(ApiRequest request)
    {
        string[] segments = request.Path.Split(['/'], 5, StringSplitOptions.RemoveEmptyEntries);
        string part = segments.Length == 0 ? "" : segments[0];
        return (part, part == Repositories && segments.Length > 3 ? $"{part}//{segments[3]}" : part + "/");
    }
}
