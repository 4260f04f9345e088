namespace BitbucketPipelines.Api.Variables;

/// <summary>What is done to a variable.</summary>
public enum VariableAction
{
    /// <summary>It is made.</summary>
    Create,

    /// <summary>It gets another value, or is hidden, or shown.</summary>
    Update,

    /// <summary>It is removed.</summary>
    Remove,

    /// <summary>It is what it should be.</summary>
    Unchanged,

    /// <summary>Nothing is done; the reason says why.</summary>
    Skipped,
}
