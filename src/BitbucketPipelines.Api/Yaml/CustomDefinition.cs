namespace BitbucketPipelines.Api.Yaml;

/// <summary>A pipeline under <c>custom:</c> in bitbucket-pipelines.yml.</summary>
/// <param name="Name">The name.</param>
/// <param name="Line">The line that begins it.</param>
/// <param name="Import">The shared pipeline that it takes its steps from; null if it has steps of its own.</param>
/// <param name="Variables">The variables that a person is asked for.</param>
internal sealed record CustomDefinition(string Name, int Line, string? Import, IReadOnlyList<VariableDefinition> Variables);

/// <summary>A variable of a custom pipeline.</summary>
/// <param name="Name">The name.</param>
/// <param name="Default">The value of a run that is started without one; null if there is none.</param>
/// <param name="Description">What it is for; null if the file does not say.</param>
/// <param name="AllowedValues">The values that a person can choose from; empty if any value is allowed.</param>
internal sealed record VariableDefinition(string Name, string? Default, string? Description, IReadOnlyList<string> AllowedValues);
