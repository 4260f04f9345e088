using System.Collections;
using System.Management.Automation.Language;

namespace BitbucketPipelines.Completion;

/// <summary>Finds out which YAML a command line that is being typed runs instead of the file in the repository.</summary>
internal static class TypedYaml
{
    private const string Parameter = "Yaml";

    private static readonly string[] s_readers = ["Get-Content", "gc", "cat", "type"];

    /// <summary>What takes YAML: the cmdlet and its alias.</summary>
    private static readonly string[] s_runners = ["Invoke-BbPipeline", "Start-BbPipeline"];

    /// <summary>
    /// Adds the YAML to the bound parameters: its text if that is known, otherwise the path of its file, if it is read from one, otherwise
    /// a value that is not a text.
    /// </summary>
    public static void Add(Hashtable bound, CommandAst? command, string? folder)
    {
        if (command is null || bound["YamlPath"] is not null || !IsOneOf(s_runners, command))
        {
            return;
        }

        if (CompletionPlace.Unwrap(bound[Parameter]) is { } value)
        {
            bound[Parameter] = value is IEnumerable lines and not string ? string.Join("\n", lines.Cast<object?>()) : value;
            return;
        }

        Ast? source = StaticParameterBinder.BindCommand(command).BoundParameters.TryGetValue(Parameter, out ParameterBindingResult? typed)
            ? typed.Value : ReaderBefore(command);
        if (source is null)
        {
            return;
        }

        bound["YamlPath"] = source.FindAll(ast => ast is StringConstantExpressionAst, searchNestedScriptBlocks: false)
            .Select(text => ((StringConstantExpressionAst)text).Value)
            .FirstOrDefault(path => File.Exists(Path.Combine(folder ?? "", path)));
        bound[Parameter] = source;
    }

    /// <summary>The command right before this one, if it reads a file.</summary>
    private static CommandAst? ReaderBefore(CommandAst command) =>
        command.Parent is PipelineAst { PipelineElements: var all } && all.IndexOf(command) is > 0 and int at
        && all[at - 1] is CommandAst before && IsOneOf(s_readers, before) ? before : null;

    private static bool IsOneOf(string[] names, CommandAst command) =>
        names.Contains(command.GetCommandName()?.Split('\\').Last(), StringComparer.OrdinalIgnoreCase);
}
