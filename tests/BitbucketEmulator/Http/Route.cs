namespace BitbucketEmulator;

/// <summary>A method, a path template and what answers it. <c>{name}</c> is one segment, <c>{*name}</c> the rest of the path.</summary>
internal sealed class Route
{
    private readonly string[] _template;
    private readonly bool _catchAll;

    public Route(string method, string template, ScopeRule scopes, Func<EmulatorRequest, EmulatorResponse> handler)
    {
        Method = method;
        Scopes = scopes;
        Handler = handler;
        _template = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
        _catchAll = _template.Length > 0 && _template[^1].StartsWith("{*", StringComparison.Ordinal);
        Literals = _template.Count(part => !IsHole(part));
    }

    public string Method { get; }

    public ScopeRule Scopes { get; }

    public Func<EmulatorRequest, EmulatorResponse> Handler { get; }

    /// <summary>The more literal segments, the more specific the route: it decides when two templates fit.</summary>
    public int Literals { get; }

    public bool Fits(string[] segments)
    {
        if (_catchAll ? segments.Length < _template.Length : segments.Length != _template.Length)
        {
            return false;
        }

        for (int i = 0; i < _template.Length; i++)
        {
            if (!IsHole(_template[i]) && _template[i] != segments[i])
            {
                return false;
            }
        }

        return true;
    }

    public Dictionary<string, string> Read(string[] segments)
    {
        var holes = new Dictionary<string, string>();
        for (int i = 0; i < _template.Length; i++)
        {
            if (_catchAll && i == _template.Length - 1)
            {
                holes[_template[i][2..^1]] = Uri.UnescapeDataString(string.Join('/', segments.Skip(i)));
            }
            else if (IsHole(_template[i]))
            {
                holes[_template[i][1..^1]] = Uri.UnescapeDataString(segments[i]);
            }
        }

        return holes;
    }

    private static bool IsHole(string part) => part[0] == '{';
}
