using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Settings;

/// <summary>
/// The settings that a repository has or should have. A part that is null is not known, or should stay as it is.
/// </summary>
/// <param name="Workspace">The workspace of the repository.</param>
/// <param name="Repository">The slug of the repository.</param>
internal sealed record RepositorySettings(string? Workspace, string? Repository)
{
    /// <summary>Whether Pipelines is enabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Why it is not known whether Pipelines is enabled; null when it is known or not asked for.</summary>
    public BitbucketApiException? EnabledFailure { get; init; }

    /// <summary>The variables of the repository.</summary>
    public IReadOnlyList<VariableEntry>? Variables { get; init; }

    /// <summary>The deployment environments, in their order.</summary>
    public IReadOnlyList<EnvironmentSettings>? Environments { get; init; }

    /// <summary>The known hosts.</summary>
    public IReadOnlyList<DesiredKnownHost>? KnownHosts { get; init; }

    /// <summary>The schedules.</summary>
    public IReadOnlyList<ScheduleSettings>? Schedules { get; init; }

    /// <summary>The number that the next run should have at least.</summary>
    public long? NextBuildNumber { get; init; }

    /// <summary>The public key of the SSH key pair.</summary>
    public string? PublicKey { get; init; }

    /// <summary>The repository in words.</summary>
    public override string ToString() => Workspace is null ? Repository ?? "" : $"{Workspace}/{Repository}";

    /// <summary>These settings without the kinds that are not wanted.</summary>
    public RepositorySettings Only(ICollection<SettingKind> kinds)
    {
        bool variables = kinds.Contains(SettingKind.Variable);
        bool environments = kinds.Contains(SettingKind.Environment);
        return this with
        {
            Enabled = kinds.Contains(SettingKind.Configuration) ? Enabled : null,
            Variables = variables ? Variables : null,
            Environments = variables || environments
                ? Environments?.Select(e => variables ? e : e with { Variables = null }).ToArray() : null,
            KnownHosts = kinds.Contains(SettingKind.KnownHost) ? KnownHosts : null,
            Schedules = kinds.Contains(SettingKind.Schedule) ? Schedules : null,
            NextBuildNumber = kinds.Contains(SettingKind.BuildNumber) ? NextBuildNumber : null,
            PublicKey = kinds.Contains(SettingKind.SshKeyPair) ? PublicKey : null,
        };
    }
}

/// <summary>A deployment environment.</summary>
/// <param name="Name">The name. The case does not matter.</param>
/// <param name="Type">The type: Test, Staging or Production.</param>
/// <param name="AdminOnly">Whether only administrators may deploy; null when it is not known.</param>
/// <param name="Variables">The variables; null when they are not known.</param>
internal sealed record EnvironmentSettings(string Name, string? Type, bool? AdminOnly, IReadOnlyList<VariableEntry>? Variables)
{
    /// <summary>What the environment has that the API cannot set, in words.</summary>
    public IReadOnlyList<string> NotSettable { get; init; } = [];
}

/// <summary>A schedule. It has no name: branch, custom pipeline and times identify it.</summary>
/// <param name="Branch">The branch.</param>
/// <param name="Custom">The custom pipeline; null for the pipeline of the branch.</param>
/// <param name="Cron">The times: seven fields of Quartz.</param>
/// <param name="Enabled">Whether the schedule is enabled.</param>
internal sealed record ScheduleSettings(string Branch, string? Custom, string Cron, bool Enabled)
{
    /// <summary>The selector of the default pipeline, in place of the pipeline of the branch.</summary>
    public const string DefaultSelector = "default";

    /// <summary>Whether the default pipeline is run, although there may be one for the branch.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The settings of an existing schedule.</summary>
    public static ScheduleSettings Of(PipelineSchedule schedule) => new(
        schedule.Branch ?? "", schedule.Custom, schedule.Cron ?? "", schedule.Enabled)
    {
        IsDefault = schedule.Target?.Selector?.Type == DefaultSelector,
    };

    /// <summary>The body that creates the schedule.</summary>
    public ScheduleBody ToBody()
    {
        PipelineTarget target = ScheduleBody.CreateTarget(Branch, Custom);
        target.Selector = IsDefault && Custom is null ? new PipelineSelector { Type = DefaultSelector } : target.Selector;
        return new ScheduleBody { Target = target, Cron = Cron, Enabled = Enabled };
    }

    /// <summary>The pipeline, the branch and the times, as a schedule itself is shown.</summary>
    public override string ToString() => $"{ToBody().Target}, {Cron}";
}
