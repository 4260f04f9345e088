namespace BitbucketPipelines.Api.Variables;

/// <summary>The place of a variable in a file. A workspace without a repository means the variables of the workspace.</summary>
/// <param name="Workspace">The workspace; null when the file does not contain it.</param>
/// <param name="Repository">The slug of the repository; null when there is none.</param>
/// <param name="Environment">The name of the deployment environment; null when there is none.</param>
internal sealed record VariablePlace(string? Workspace, string? Repository, string? Environment)
{
    /// <summary>The place of a scope; null for teams and users (deprecated), which a file cannot contain.</summary>
    public static VariablePlace? Of(VariableScope scope)
    {
        return scope.Kind is VariableScopeKind.Team or VariableScopeKind.User
            ? null
            : new VariablePlace(scope.Repository?.Workspace ?? scope.Workspace, scope.Repository?.Slug, scope.Environment);
    }

    /// <summary>Makes a place from the fields of a file; null when all are empty.</summary>
    internal static VariablePlace? From(string? workspace, string? repository, string? environment)
    {
        (string? ws, string? repo, string? env) = (Trimmed(workspace), Trimmed(repository), Trimmed(environment));
        return ws is null && repo is null && env is null ? null : new VariablePlace(ws, repo, env);

        static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text!.Trim();
    }

    /// <summary>The place in words.</summary>
    public override string ToString() => (Repository, Environment) switch
    {
        (null, null) => $"workspace {Workspace}",
        (null, { } environment) => $"({environment})",
        ({ } repository, null) => Full(repository),
        ({ } repository, { } environment) => $"{Full(repository)} ({environment})",
    };

    private string Full(string repository) => Workspace is null ? repository : $"{Workspace}/{repository}";
}
