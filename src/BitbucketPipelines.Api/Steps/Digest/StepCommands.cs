using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The commands of a step, as far as the API names them. The log shows each with a plus sign and a blank before it.</summary>
/// <param name="script">The commands of the script; empty when they are not known.</param>
/// <param name="teardown">The commands that run after the script; empty when they are not known.</param>
internal sealed class StepCommands(IEnumerable<string> script, IEnumerable<string> teardown)
{
    private readonly HashSet<string> _script = new(script.Select(FirstLine).Where(c => c.Length > 0), StringComparer.Ordinal);
    private readonly HashSet<string> _teardown = new(teardown.Select(FirstLine).Where(c => c.Length > 0), StringComparer.Ordinal);

    /// <summary>No command is known.</summary>
    public static StepCommands Unknown { get; } = new([], []);

    /// <summary>The commands of a step.</summary>
    public static StepCommands Of(PipelineStep step) => new(
        (step.ScriptCommands ?? []).Select(c => c.Command ?? ""), (step.TeardownCommands ?? []).Select(c => c.Command ?? ""));

    /// <summary>Whether a line of the log shows a command of the script.</summary>
    public bool IsInScript(string line) => _script.Contains(FirstLine(line.Substring(2)));

    /// <summary>Whether a line of the log shows a command that runs after the script. Only there is the exit code known.</summary>
    public bool IsAfterScript(string line) => FirstLine(line.Substring(2)) is var command && !_script.Contains(command)
        && (_teardown.Contains(command) || command.IndexOf("BITBUCKET_EXIT_CODE", StringComparison.Ordinal) >= 0);

    private static string FirstLine(string command)
    {
        string text = command.Trim();
        int end = text.IndexOfAny(['\r', '\n']);
        return end < 0 ? text : text.Substring(0, end).TrimEnd();
    }
}
