namespace BitbucketPipelines.Api.Models;

/// <summary>A pipeline under <c>custom:</c> in bitbucket-pipelines.yml, which can be run by its name.</summary>
public sealed class CustomPipeline
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The name too: a piped object binds it to -Custom.</summary>
    public string Custom => Name;

    /// <summary>The variables that a person is asked for.</summary>
    public IReadOnlyList<CustomPipelineVariable> Variables { get; set; } = [];

    /// <summary>The shared pipeline that it takes its steps from; null if it has steps of its own.</summary>
    public string? Import { get; set; }

    /// <summary>The file that defines it.</summary>
    public string File { get; set; } = "";

    /// <summary>The line of the file that begins it.</summary>
    public int Line { get; set; }

    /// <summary>The workspace.</summary>
    public string? Workspace { get; set; }

    /// <summary>The repository.</summary>
    public string? Repository { get; set; }

    /// <summary>The branch that the file was read from; null if it was read from a commit.</summary>
    public string? Branch { get; set; }

    /// <summary>The commit that the file was read from; null if it was read from a branch.</summary>
    public string? Commit { get; set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A variable of a custom pipeline.</summary>
public sealed class CustomPipelineVariable
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The value of a run that is started without one; null if there is none.</summary>
    public string? Default { get; set; }

    /// <summary>The values that a person can choose from; empty if any value is allowed.</summary>
    public IReadOnlyList<string> AllowedValues { get; set; } = [];

    /// <summary>What the variable is for; null if the file does not say.</summary>
    public string? Description { get; set; }

    /// <summary>The name, and what is known of the value: <c>ENVIRONMENT=staging (staging, production)</c>.</summary>
    public override string ToString() =>
        Name + (Default is null ? "" : "=" + Default) + (AllowedValues.Count == 0 ? "" : $" ({string.Join(", ", AllowedValues)})");
}
