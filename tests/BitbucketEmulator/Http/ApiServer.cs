namespace BitbucketEmulator;

/// <summary>The API port: from a request to its answer, under the state's lock.</summary>
internal static class ApiServer
{
    private const string Root = "/2.0";

    private const string InternalRoot = "/internal";

    private static readonly Router s_api = ApiRoutes.Create();
    private static readonly Router s_internal = CreateInternal();
    private static readonly Router s_site = CreateSite();

    public static EmulatorResponse Handle(EmulatorRequest request)
    {
        try
        {
            return request.RawPath.StartsWith(Root + "/", StringComparison.Ordinal) ? HandleApi(request, Root, s_api)
                : request.RawPath.StartsWith(InternalRoot + "/", StringComparison.Ordinal)
                && request.State.Behavior.InternalResources ? HandleApi(request, InternalRoot, s_internal)
                : HandleSite(request);
        }
        catch (ApiErrorException error)
        {
            return error.Response;
        }
    }

    private static EmulatorResponse HandleSite(EmulatorRequest request)
    {
        string[] segments = request.RawPath.Trim('/').Split('/');
        Route route = s_site.Find(request.Method, segments, out _) ?? throw ApiErrors.NoApi();
        return route.Handler(request);
    }

    private static EmulatorResponse HandleApi(EmulatorRequest request, string root, Router router)
    {
        string path = request.RawPath[(root.Length + 1)..];
        bool slash = path.EndsWith('/');
        string[] segments = (slash ? path[..^1] : path).Split('/');
        request.Credential = request.State.World.Credentials.Authenticate(request.Header("Authorization"), request.Now);
        Route? route = router.Find(request.Method, segments, out bool pathKnown);
        EmulatorResponse response;
        try
        {
            response = Dispatch(request, route, segments, slash, pathKnown);
        }
        catch (ApiErrorException error)
        {
            response = error.Response;
        }

        AddCredentialHeaders(request, route, response);
        return response;
    }

    private static EmulatorResponse Dispatch(EmulatorRequest request, Route? route, string[] segments, bool slash, bool pathKnown)
    {
        // Braces must come as %7B and %7D.
        if (request.RawPath.AsSpan().ContainsAny('{', '}'))
        {
            throw ApiErrors.UnexpectedBody();
        }

        if (slash && request.State.Behavior.Slash == SlashRule.Strict)
        {
            throw ApiErrors.NoApi();
        }

        if (route is null)
        {
            throw pathKnown ? ApiErrors.Core(405, "Method not allowed") : ApiErrors.NoApi();
        }

        if (request.Credential is { } credential && !route.Scopes.AllowedTo(credential))
        {
            throw ApiErrors.MissingScopes(route.Scopes.RequiredFor(credential.Granular), credential.Granted);
        }

        request.Holes = route.Read(segments);
        EmulatorResponse response = route.Handler(request);
        if (response.Json is { } json && request.Query.First("fields") is { Length: > 0 } fields)
        {
            response.ReplaceJson(PartialResponse.Apply(json, fields));
        }

        return response;
    }

    /// <summary>Every answer says what the credential may do and what was needed here.</summary>
    private static void AddCredentialHeaders(EmulatorRequest request, Route? route, EmulatorResponse response)
    {
        if (request.Credential is not { } credential)
        {
            return;
        }

        response.With("X-Oauth-Scopes", string.Join(", ", credential.Granted))
            .With("X-Accepted-Oauth-Scopes", string.Join(", ", route?.Scopes.RequiredFor(credential.Granular) ?? []))
            .With("X-Credential-Type", credential.TypeName);
        RateLimitNear near = request.State.Behavior.RateLimitNear;
        if (near == RateLimitNear.All || (near == RateLimitNear.AccessTokens && credential.Kind == CredentialKind.AccessToken))
        {
            // Below 20 % of the allowance. The value of the resource is a guess.
            response.With("X-RateLimit-NearLimit", "true")
                .With("X-RateLimit-Limit", "1000, 1000;w=3600")
                .With("X-RateLimit-Resource", "api-repositories");
        }
    }

    private static Router CreateInternal()
    {
        var router = new Router();
        StepEndpoint.RegisterInternal(router);
        return router;
    }

    private static Router CreateSite()
    {
        var router = new Router();
        OAuthEndpoint.Register(router);
        SchemaEndpoint.Register(router);
        return router;
    }
}
