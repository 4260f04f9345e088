namespace BitbucketPipelines.Api.Variables;

/// <summary>Where a file says that a variable stands. A workspace alone means the variables of the workspace.</summary>
/// <param name="Workspace">The workspace, or null where the file does not say.</param>
/// <param name="Repository">The slug of the repository, or null.</param>
/// <param name="Environment">The name of the deployment environment, or null.</param>
internal sealed record VariablePlace(string? Workspace, string? Repository, string? Environment)
{
    /// <summary>The place of a scope; null for the deprecated ones of teams and users, which no file can name.</summary>
    public static VariablePlace? Of(VariableScope scope)
    {
        return scope.Kind is VariableScopeKind.Team or VariableScopeKind.User
            ? null
            : new VariablePlace(scope.Repository?.Workspace ?? scope.Workspace, scope.Repository?.Slug, scope.Environment);
    }

    /// <summary>A place, or null where nothing is said.</summary>
    internal static VariablePlace? From(string? workspace, string? repository, string? environment)
    {
        (string? ws, string? repo, string? env) = (Said(workspace), Said(repository), Said(environment));
        return ws is null && repo is null && env is null ? null : new VariablePlace(ws, repo, env);

        static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text!.Trim();
    }

    /// <summary>In words.</summary>
    public override string ToString() => (Repository, Environment) switch
    {
        (null, null) => $"workspace {Workspace}",
        (null, { } environment) => $"({environment})",
        ({ } repository, null) => Full(repository),
        ({ } repository, { } environment) => $"{Full(repository)} ({environment})",
    };

    private string Full(string repository) => Workspace is null ? repository : $"{Workspace}/{repository}";
}
