namespace BitbucketPipelines.Api.Models;

/// <summary>A step of a run, or what belongs to one.</summary>
public interface IStepItem
{
    /// <summary>The workspace.</summary>
    string Workspace { get; }

    /// <summary>The repository.</summary>
    string Repository { get; }

    /// <summary>The run: its build number when known, else its uuid.</summary>
    string Pipeline { get; }

    /// <summary>The name of the step.</summary>
#pragma warning disable CA1716 // a reserved word of Visual Basic, and what the parameters that take it are called
    string Step { get; }
#pragma warning restore CA1716

    /// <summary>The uuid of the step, in braces.</summary>
    string? StepUuid { get; }
}
