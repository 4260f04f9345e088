using System.Collections;
using System.Management.Automation.Language;

namespace BitbucketPipelines.Completion;

/// <summary>Finds out which YAML a command line that is being typed runs instead of the file in the repository.</summary>
internal static class TypedYaml
{
    private const string Parameter = "Yaml";

    private static readonly string[] s_readers = ["Get-Content", "gc", "cat", "type"];

    /// <summary>
    /// Adds the YAML to the bound parameters: its text if that is known, otherwise the path of its file, if it is read from one, otherwise
    /// a value that is not a text.
    /// </summary>
    public static void Add(Hashtable bound, CommandAst? command, string? folder)
    {
        if (command is null || bound["YamlPath"] is not null)
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

    /// <summary>The command that reads a file into the pipeline of this one; null if there is none.</summary>
    private static CommandAst? ReaderBefore(CommandAst command) =>
        command.Parent is PipelineAst { PipelineElements: { Count: > 1 } all } && all[0] is CommandAst first && first != command
        && s_readers.Contains(first.GetCommandName(), StringComparer.OrdinalIgnoreCase) ? first : null;
}
