namespace BitbucketEmulator;

/// <summary>A list of routes. Much quicker to start than endpoint routing, and a hundred routes need nothing better.</summary>
internal sealed class Router
{
    private readonly List<Route> _routes = [];

    public void Add(string method, string template, ScopeRule scopes, Func<EmulatorRequest, EmulatorResponse> handler) =>
        _routes.Add(new Route(method, template, scopes, handler));

    public void Get(string template, ScopeRule scopes, Func<EmulatorRequest, EmulatorResponse> handler) =>
        Add("GET", template, scopes, handler);

    public void Post(string template, ScopeRule scopes, Func<EmulatorRequest, EmulatorResponse> handler) =>
        Add("POST", template, scopes, handler);

    public void Put(string template, ScopeRule scopes, Func<EmulatorRequest, EmulatorResponse> handler) =>
        Add("PUT", template, scopes, handler);

    public void Delete(string template, ScopeRule scopes, Func<EmulatorRequest, EmulatorResponse> handler) =>
        Add("DELETE", template, scopes, handler);

    /// <summary>The route for these path segments; <paramref name="pathKnown"/> tells 405 from 404.</summary>
    public Route? Find(string method, string[] segments, out bool pathKnown)
    {
        pathKnown = false;
        Route? best = null;
        foreach (Route route in _routes)
        {
            if (!route.Fits(segments))
            {
                continue;
            }

            pathKnown = true;
            if (route.Method == method && (best is null || route.Literals > best.Literals))
            {
                best = route;
            }
        }

        return best;
    }
}
