using System.Text.RegularExpressions;

namespace BitbucketEmulator;

/// <summary>
/// The pipelines that the YAML of an on-demand run defines, in block style: sections, names, steps with their names, commands and manual
/// triggers, parallel steps. What an <c>echo</c> writes is the log.
/// </summary>
internal sealed partial class OnDemandScripts
{
    private readonly ScriptBook _book = new();
    private readonly List<StepScript> _steps = [];
    private readonly List<string> _commands = [];
    private (int Root, int Section, int Name, int Parallel) _indent = (-1, -1, -1, -1);
    private Selector? _selector;
    private string _section = "";
    private int _groups;
    private bool _inPipelines;

    public static ScriptBook Read(string yaml)
    {
        var reader = new OnDemandScripts();
        foreach (string line in yaml.TrimStart('\ufeff').Split('\n'))
        {
            string text = line.Trim();
            if (text.Length > 0 && text[0] != '#' && text is not "---")
            {
                reader.Take(line.Length - line.TrimStart().Length, text);
            }
        }

        reader.End();
        return reader._book;
    }

    private void Take(int indent, string text)
    {
        _indent.Root = _indent.Root < 0 ? indent : _indent.Root;
        if (indent <= _indent.Root)
        {
            End();
            _inPipelines = KeyOf(text) == "pipelines";
            _indent.Section = -1;
            if ((_inPipelines || text[0] == '{') && text.Contains("pipelines", StringComparison.Ordinal)
                && text.Contains('{', StringComparison.Ordinal))
            {
                // Flow style is not read: whatever it is, it runs one step.
                _book.Set(Selector.Default, new RunScript { Steps = [new StepScript()] });
            }
        }
        else if (_inPipelines && (_indent.Section < 0 || indent <= _indent.Section) && text[0] != '-')
        {
            End();
            (_indent.Section, _section, _indent.Name) = (indent, KeyOf(text) ?? "", -1);
            _selector = _section == "default" ? Selector.Default : null;
        }
        else if (_inPipelines && _section != "default" && text[0] != '-' && (_indent.Name < 0 || indent == _indent.Name))
        {
            End();
            _indent.Name = indent;
            _selector = KeyOf(text) is { } name && Selector.KnownTypes.Contains(_section) ? new Selector(_section, name) : null;
        }
        else if (_selector is not null)
        {
            TakeItem(indent, text);
        }
    }

    private void TakeItem(int indent, string text)
    {
        _indent.Parallel = indent <= _indent.Parallel ? -1 : _indent.Parallel;
        if (text.StartsWith("- parallel:", StringComparison.Ordinal))
        {
            EndStep();
            _indent.Parallel = indent;
            _groups++;
        }
        else if (text.StartsWith("- step:", StringComparison.Ordinal))
        {
            EndStep();
            string? group = _indent.Parallel < 0 ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"g{_groups}");
            _steps.Add(new StepScript { Parallel = group });
        }
        else if (_steps.Count > 0)
        {
            StepScript step = _steps[^1];
            string? value = text.IndexOf(": ", StringComparison.Ordinal) is > 0 and int colon ? Unquoted(text[(colon + 2)..]) : null;
            _steps[^1] = KeyOf(text) switch
            {
                "name" when value is not null => step with { Name = value },
                "trigger" when value == "manual" => step with { Manual = true },
                "deployment" when value is not null => step with { Deployment = value },
                _ => step,
            };
            if (text.StartsWith("- ", StringComparison.Ordinal))
            {
                _commands.Add(text[2..]);
            }
        }
    }

    private void EndStep()
    {
        if (_steps.Count > 0 && _commands.Count > 0)
        {
            _steps[^1] = _steps[^1] with
            {
                Commands = [.. _commands],
                Log = LogScript.FromLines(_commands.SelectMany(command => command.StartsWith("echo ", StringComparison.Ordinal)
                    ? new[] { "+ " + command, Unquoted(command["echo ".Length..]) } : ["+ " + command])),
            };
        }

        _commands.Clear();
    }

    private void End()
    {
        EndStep();
        if (_selector is not null && _steps.Count > 0)
        {
            _book.Set(_selector, new RunScript { Steps = [.. _steps] });
        }

        _steps.Clear();
        _selector = null;
        _indent.Parallel = -1;
    }

    private static string? KeyOf(string text) => Key().Match(text) is { Success: true } match
        ? Unquoted(match.Groups["key"].Value.Trim()) : null;

    private static string Unquoted(string text) =>
        text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : text;

    [GeneratedRegex("""^(?:&\S+\s+)?(?<key>"[^"]*"|'[^']*'|[^'"\-\[{#:][^:]*)\s*:(?:\s|$)""")]
    private static partial Regex Key();
}
