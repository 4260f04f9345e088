using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Saves the logs of steps: all to one file at the end, or each to its own file in a folder at once.</summary>
internal sealed class LogSaver
{
    private readonly string _path;
    private readonly bool _isFolder;
    private readonly List<(StepLogReader Log, PipelineStep Step)> _pending = [];

    /// <summary>The file names that are in use. They are compared without case, because some file systems are not case-sensitive.</summary>
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates a saver. The path is a folder if that folder exists, or if it was specified with a slash at its end.</summary>
    /// <param name="specified">The path as the user specified it.</param>
    /// <param name="path">The full path of the file or folder. A folder that does not exist is created.</param>
    public LogSaver(string specified, string path)
    {
        _path = path;
        _isFolder = specified.EndsWith("/", StringComparison.Ordinal) || specified.EndsWith("\\", StringComparison.Ordinal)
            || Directory.Exists(path);
    }

    /// <summary>Of the logs that go to one file: the one that is being saved, or was saved last.</summary>
    public StepLogReader? Current => _pending.LastOrDefault(l => l.Log.IsOpen).Log;

    /// <summary>Adds a log. In a folder it is saved now, otherwise by <see cref="FinishAsync"/>.</summary>
    /// <returns>The step if it was found to have no log.</returns>
    /// <exception cref="BitbucketApiException">The log could not be read.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public async Task<IReadOnlyList<PipelineStep>> AddAsync(StepLogReader log, PipelineStep step, CancellationToken cancellationToken)
    {
        if (!_isFolder)
        {
            _pending.Add((log, step));
            return [];
        }

        Directory.CreateDirectory(_path);
        return await SaveAsync(Path.Combine(_path, FileName(step)), [(log, step)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Saves the logs that go to one file.</summary>
    /// <returns>The steps that have no log.</returns>
    /// <exception cref="BitbucketApiException">A log could not be read.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public async Task<IReadOnlyList<PipelineStep>> FinishAsync(CancellationToken cancellationToken) =>
        _pending.Count == 0 ? [] : await SaveAsync(_path, _pending, cancellationToken).ConfigureAwait(false);

    private static async Task<IReadOnlyList<PipelineStep>> SaveAsync(
        string path, IReadOnlyCollection<(StepLogReader Log, PipelineStep Step)> logs, CancellationToken cancellationToken)
    {
        IReadOnlyList<StepLogReader> missing = await LogFile.SaveAsync([.. logs.Select(l => l.Log)], path, cancellationToken)
            .ConfigureAwait(false);
        return [.. logs.Where(l => missing.Contains(l.Log)).Select(l => l.Step)];
    }

    /// <summary>
    /// A name that differs for the steps of several runs and repositories. Names that would be equal, for example those of two repositories
    /// in different workspaces, are numbered.
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
