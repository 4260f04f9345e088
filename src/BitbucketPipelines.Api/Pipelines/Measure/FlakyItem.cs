using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A step or a test that failed and then succeeded, with the same pipeline and the same commit.</summary>
public sealed class FlakyItem : IStepItem
{
    /// <summary>The kind of a row about a step.</summary>
    public const string StepKind = "Step";

    /// <summary>The kind of a row about a test.</summary>
    public const string TestKind = "Test";

    /// <summary>The workspace.</summary>
    public string? Workspace { get; internal init; }

    /// <summary>The repository.</summary>
    public string? Repository { get; internal init; }

    /// <summary>What is flaky: Step or Test.</summary>
    public string Kind { get; internal init; } = StepKind;

    /// <summary>The section of bitbucket-pipelines.yml: <c>default</c>, <c>custom: nightly</c>, <c>branches: release/*</c>.</summary>
    public string? Section { get; internal init; }

    /// <summary>The name of the step.</summary>
    public string Step { get; internal init; } = "";

    /// <summary>The name of the test, with package and class if the server states them; null for a step.</summary>
    public string? Test { get; internal init; }

    /// <summary>The number of commits on which it failed and then succeeded.</summary>
    public int Commits { get; internal init; }

    /// <summary>The number of runs in which it failed and after which it succeeded on the same commit.</summary>
    public int Failures { get; internal init; }

    /// <summary>When the last of those runs was created.</summary>
    public DateTimeOffset? LastFailedOn { get; internal init; }

    /// <summary>The build number of that run.</summary>
    public string Pipeline { get; internal init; } = "";

    /// <summary>The uuid of the step of that run, in braces.</summary>
    public string? StepUuid { get; internal init; }

    /// <summary>The address of the page of that step.</summary>
    public string? Url { get; internal init; }

    /// <summary>The name of the test, else of the step.</summary>
    public override string ToString() => Test ?? Step;
}
