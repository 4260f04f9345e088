using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Saves the logs of steps: all of them to one file in the end, or each to a file of its own in a folder at once.</summary>
/// <param name="path">The file or folder.</param>
/// <param name="isFolder">Whether it is a folder, which is made where there is none.</param>
internal sealed class LogSaver(string path, bool isFolder)
{
    private readonly List<(StepLogReader Log, PipelineStep Step)> _waiting = [];

    /// <summary>Names of files that were given to logs. File systems may not mind the case.</summary>
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a path means a folder: one that is there, or one that ends with a slash.</summary>
    public static bool IsFolder(string given, string path) =>
        given.EndsWith("/", StringComparison.Ordinal) || given.EndsWith("\\", StringComparison.Ordinal) || Directory.Exists(path);

    /// <summary>Takes a log. In a folder it is saved now, else by <see cref="FinishAsync"/>.</summary>
    /// <returns>The step, when it has no log.</returns>
    /// <exception cref="BitbucketApiException">The log cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<IReadOnlyList<PipelineStep>> AddAsync(StepLogReader log, PipelineStep step, CancellationToken cancellationToken)
    {
        if (!isFolder)
        {
            _waiting.Add((log, step));
            return [];
        }

        Directory.CreateDirectory(path);
        return await SaveAsync(Path.Combine(path, FileName(step)), [(log, step)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Saves what goes into one file.</summary>
    /// <returns>The steps that have no log.</returns>
    /// <exception cref="BitbucketApiException">A log cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<IReadOnlyList<PipelineStep>> FinishAsync(CancellationToken cancellationToken) =>
        _waiting.Count == 0 ? [] : await SaveAsync(path, _waiting, cancellationToken).ConfigureAwait(false);

    private static async Task<IReadOnlyList<PipelineStep>> SaveAsync(
        string path, IReadOnlyCollection<(StepLogReader Log, PipelineStep Step)> logs, CancellationToken cancellationToken)
    {
        IReadOnlyList<StepLogReader> missing = await LogFile.SaveAsync([.. logs.Select(l => l.Log)], path, cancellationToken)
            .ConfigureAwait(false);
        return [.. logs.Where(l => missing.Contains(l.Log)).Select(l => l.Step)];
    }

    /// <summary>
    /// Tells apart the steps of several runs and repositories that go into the same folder. Names that become one, as those of repositories
    /// of two workspaces, are numbered.
    /// </summary>
    private string FileName(PipelineStep step)
    {
        string name = $"{step.Repository}-{step.Pipeline}-{step.Position}-{step.DisplayName}";
        string file = FileNames.Safe(name, ".log");
        for (int number = 2; !_names.Add(file); number++)
        {
            file = FileNames.Safe(name, $"-{number}.log");
        }

        return file;
    }
}
