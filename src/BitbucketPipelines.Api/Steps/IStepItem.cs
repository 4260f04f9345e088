namespace BitbucketPipelines.Api.Models;

/// <summary>A step of a run, or an object that belongs to a step.</summary>
public interface IStepItem
{
    /// <summary>The workspace.</summary>
    string? Workspace { get; }

    /// <summary>The repository.</summary>
    string? Repository { get; }

    /// <summary>The run: its build number if known, else its uuid.</summary>
    string Pipeline { get; }

    /// <summary>The name of the step.</summary>
#pragma warning disable CA1716 // A reserved word in Visual Basic, but the parameters that take the value have this name.
    string Step { get; }
#pragma warning restore CA1716

    /// <summary>The uuid of the step, in braces.</summary>
    string? StepUuid { get; }
}
