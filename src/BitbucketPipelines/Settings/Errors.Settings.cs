using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines;

/// <content>Errors about all settings of a repository, and about setting files.</content>
internal static partial class Errors
{
    public static ErrorDescription NoSettingKind() => InvalidArgument(
        ErrorId.InvalidArgument, "-Include and -Exclude leave no kind of setting.", "Omit one of them, or name other kinds.");

    /// <summary>Several sources would be written to the same repositories.</summary>
    /// <param name="all">The copies that are not made, at least one.</param>
    public static ErrorDescription TargetTwice(IReadOnlyList<TwiceTarget> all) => new(
        ErrorId.TargetTwice, all[0].Target.ToString(),
        all.Count == 1 ? all[0].ToString()
            : $"{Counted.Of(all.Count, "copy")} were not made, because the target has another source already: "
                + $"{PlannedRemoval.Names(all.Select(t => $"{t.Second} to {t.Target} (copied from {t.First})"))}.",
        "Specify one source for each target: copy them in separate calls, with another -ToRepository.");

    /// <summary>Two entries of a file are meant for one repository.</summary>
    public static ErrorDescription RepositoryTwiceInFile(string path, RepositoryId target) => new(
        ErrorId.TargetTwice, target.ToString(),
        $"{path} contains the settings of {target} twice, because repositories of several workspaces have this name. Only the first ones "
            + "were imported.",
        "Specify -Repository, or export each workspace to its own file.");

    public static ErrorDescription InvalidSettingFile(string path, SettingFileException e) => new(
        e, ErrorId.InvalidSettingFile, path, $"{path}: {e.Message}",
        "Nothing was changed. Correct the file, and run the command again.");

    /// <summary>The result of -FailOnDrift.</summary>
    public static ErrorDescription SettingsDiffer(int count) => new(
        ErrorId.SettingsDiffer, null, $"{count} {(count == 1 ? "setting differs" : "settings differ")}; the rows say which.",
        "Change the settings with Import-BbRepositorySetting or Copy-BbRepositorySetting, or update the file with "
            + "Export-BbRepositorySetting.");

    /// <summary>A setting that was not changed.</summary>
    public static ErrorDescription SettingFailed(SettingResult row, BitbucketSession session)
    {
        var repository = new RepositoryId(row.Workspace ?? "", row.Repository ?? "");
        ErrorDescription? own = row.Cause switch
        {
            EnvironmentException e when row.Change == ItemAction.Create => EnvironmentNotCreated(e, session, repository, row.Name),
            ScheduleException e => ScheduleFailed(e, session, repository, null),
            ScheduleNotFoundException e => ScheduleNotFound(e, repository),
            _ => null,
        };
        return own is null ? ItemFailed(row, $"setting {row.Kind}", session) : own with { Target = row };
    }
}
