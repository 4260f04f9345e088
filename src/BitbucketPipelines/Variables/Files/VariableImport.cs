using System.Text;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>The variables of a file to import.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Entries">The variables, at least one.</param>
internal sealed record VariableImport(string Path, VariableEntry[] Entries)
{
    /// <summary>Reads a file. Throws an error if it contains no variables.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="format">The format; null to determine it by the file name.</param>
    /// <param name="encoding">The value of -Encoding.</param>
    /// <param name="securedNames">The names of variables to make secured, with wildcards; null for none.</param>
    /// <param name="prune">Whether -Prune is specified.</param>
    /// <param name="warn">Writes a warning.</param>
    public static VariableImport Read(
        string path, VariableFormat? format, Encoding? encoding, string[]? securedNames, bool prune, Action<string> warn)
    {
        VariableEntry[] entries = [.. VariableFiles.Read(path, format, encoding, warn)
            .Select(e => WithoutFinalLineBreak(e, path, warn))
            .Select(e => securedNames is not null && NameFilter.Any(securedNames, e.Name) ? e with { Secured = true } : e)];
        return entries.Length > 0 ? new VariableImport(path, entries)
            : throw new ErrorRecordException(
                prune ? Errors.NothingToKeep($"{path} contains") : Errors.NothingToImport(path, "contains no variables."));
    }

    /// <summary>The error for files of which every variable was skipped; null when one of them was imported.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="plans">The plan of each target.</param>
    public static ErrorDescription? FindNothingImported(
        IEnumerable<string> paths, IReadOnlyCollection<IReadOnlyList<PlannedVariable>> plans)
    {
        PlannedVariable[] all = [.. plans.SelectMany(plan => plan)];
        return all.Length > 0 && all.All(p => p is { Action: ItemAction.Skipped, IsFailure: false })
            ? Errors.NothingToImport(
                string.Join(", ", paths.Distinct()), $"contains no variable that can be imported. {all[0].Name}: {all[0].Reason}")
            : null;
    }

    /// <summary>Makes one target of all variables. Throws an error if the file contains several places.</summary>
    /// <param name="open">Opens the target.</param>
    public IReadOnlyList<VariableImportTarget> ToOneTarget(Func<LazyVariableStore> open)
    {
        string[] places = [.. Entries.Select(e => e.Place).Distinct().Select(p => p?.ToString() ?? "no place")];
        return places.Length == 1 ? Checked([new VariableImportTarget(open(), Entries)])
            : throw new ErrorRecordException(Errors.SeveralSources(Path, places));
    }

    /// <summary>Makes a target of each place in the file.</summary>
    /// <param name="workspace">The workspace that all places must be in; null for any.</param>
    /// <param name="isSameWorkspace">Whether two names mean the same workspace.</param>
    /// <param name="open">Opens a place; null is the default place.</param>
    /// <param name="guard">Runs the work for one place, and reports its failure later.</param>
    public IReadOnlyList<VariableImportTarget> ToTargets(
        string? workspace, Func<string, string, bool> isSameWorkspace, Func<VariablePlace?, LazyVariableStore> open,
        Action<Action, object?> guard)
    {
        if (workspace is not null
            && Entries.Select(e => e.Place?.Workspace).FirstOrDefault(w => w is not null && !isSameWorkspace(workspace, w)) is { } other)
        {
            throw new ErrorRecordException(Errors.FileOfOtherWorkspace(Path, other, workspace));
        }

        var targets = new List<VariableImportTarget>();
        foreach (IGrouping<VariablePlace?, VariableEntry> place in Entries.GroupBy(e => e.Place))
        {
            guard(() => targets.Add(new VariableImportTarget(open(place.Key), [.. place])), place.Key?.ToString());
        }

        return Checked(Merge(targets));
    }

    private static VariableEntry WithoutFinalLineBreak(VariableEntry entry, string path, Action<string> warn)
    {
        if (entry.Value is not { } value || !ValueText.TakeFinalLineBreak(ref value))
        {
            return entry;
        }

        warn($"{path}, line {entry.Line}: the line break at the end of the value of '{entry.Name}' was removed: Bitbucket does not allow "
            + "line breaks.");
        return entry with { Value = entry.Secured == true && value.Length == 0 ? null : value };
    }

    /// <summary>Checks the variables of all targets before the first target is read.</summary>
    private static IReadOnlyList<VariableImportTarget> Checked(IReadOnlyList<VariableImportTarget> targets)
    {
        foreach (VariableImportTarget target in targets)
        {
            target.Store.CheckLimits(target.Entries, prune: true);
        }

        return targets;
    }

    /// <summary>
    /// Merges targets with the same store, such as a place that is specified with and without its workspace. Throws an error if a target
    /// then has two variables of one name.
    /// </summary>
    private VariableImportTarget[] Merge(IEnumerable<VariableImportTarget> targets)
    {
        VariableImportTarget[] merged = [.. targets.GroupBy(t => t.Store)
            .Select(same => new VariableImportTarget(same.Key, [.. same.SelectMany(t => t.Entries)]))];
        VariableProblem[] duplicates = [.. merged.SelectMany(t => EntryCollector.FindDuplicates(t.Entries, _ => null))
            .OrderBy(p => p.Line)];
        return duplicates.Length == 0 ? merged
            : throw new ErrorRecordException(Errors.InvalidFile(Path, new VariableFileException(duplicates)));
    }
}
