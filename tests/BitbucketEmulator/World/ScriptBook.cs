using System.IO.Enumeration;
using System.Text;

namespace BitbucketEmulator;

/// <summary>
/// The pipeline definitions of a repository: a script per selector. The bitbucket-pipelines.yml that it serves is written from them,
/// so that the two never disagree.
/// </summary>
internal sealed class ScriptBook
{
    private static readonly RunScript s_fallback = new() { Steps = [new StepScript { Log = LogScript.FromLines("Hello, world") }] };

    private readonly Dictionary<string, RunScript> _scripts = [];

    public bool IsEmpty => _scripts.Count == 0;

    public RunScript? this[Selector selector] => _scripts.GetValueOrDefault(selector.ScriptKey);

    public void Set(Selector selector, RunScript script) => _scripts[selector.ScriptKey] = script;

    /// <summary>The script that a run with this selector follows; an undefined one falls back to the default definition.</summary>
    public RunScript Find(Selector selector) => this[selector] ?? this[Selector.Default] ?? s_fallback;

    /// <summary>The selector Bitbucket finds by itself for a target that names none.</summary>
    public Selector Resolve(EmulatedTarget target) => target switch
    {
        { Type: EmulatedTarget.PullRequest } => new Selector("pull-requests", "**"),
        { RefName: { } name, IsBranch: true } when Match("branch:", name) is { } glob => new Selector("branches", glob),
        { RefName: { } name, RefType: "tag" } when Match("tag:", name) is { } glob => new Selector("tags", glob),
        _ => Selector.Default,
    };

    public string ToYaml()
    {
        var yaml = new StringBuilder("image: atlassian/default-image:4\n\npipelines:\n");
        if (_scripts.TryGetValue("default", out RunScript? script))
        {
            yaml.Append("  default:\n");
            AppendSteps(yaml, script, "    ");
        }

        Section(yaml, "branches", "branch:");
        Section(yaml, "tags", "tag:");
        if (_scripts.TryGetValue("pull-requests", out script))
        {
            yaml.Append("  pull-requests:\n    '**':\n");
            AppendSteps(yaml, script, "      ");
        }

        Section(yaml, "custom", "custom:");
        string[] services =
            [.. _scripts.Values.SelectMany(s => s.Steps).SelectMany(s => s.Services.Keys).Distinct().Where(s => s != "docker")];
        if (services.Length > 0)
        {
            yaml.Append("\ndefinitions:\n  services:\n");
            foreach (string service in services)
            {
                yaml.Append("    ").Append(service).Append(":\n      image: ").Append(service).Append('\n');
            }
        }

        return yaml.ToString();
    }

    private string? Match(string prefix, string name)
    {
        if (_scripts.ContainsKey(prefix + name))
        {
            return name;
        }

        return _scripts.Keys
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..])
            .FirstOrDefault(glob => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false));
    }

    private void Section(StringBuilder yaml, string title, string prefix)
    {
        List<string> keys = [.. _scripts.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];
        if (keys.Count == 0)
        {
            return;
        }

        yaml.Append("  ").Append(title).Append(":\n");
        foreach (string key in keys)
        {
            string name = key[prefix.Length..];
            bool plain = name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '/' or '.');
            yaml.Append("    ").Append(plain ? name : "'" + name.Replace("'", "''", StringComparison.Ordinal) + "'").Append(":\n");
            AppendSteps(yaml, _scripts[key], "      ");
        }
    }

    private static void AppendSteps(StringBuilder yaml, RunScript script, string indent)
    {
        string? group = null;
        foreach (StepScript step in script.Steps)
        {
            if (step.Parallel is { } parallel && parallel != group)
            {
                yaml.Append(indent).Append("- parallel:\n");
            }

            group = step.Parallel;
            AppendStep(yaml, step, group is null ? indent : indent + "    ");
        }
    }

    private static void AppendStep(StringBuilder yaml, StepScript step, string indent)
    {
        yaml.Append(indent).Append("- step:\n").Append(indent).Append("    name: ").Append(step.Name).Append('\n');
        if (step.Manual)
        {
            yaml.Append(indent).Append("    trigger: manual\n");
        }

        if (step.Deployment is not null)
        {
            yaml.Append(indent).Append("    deployment: ").Append(step.Deployment).Append('\n');
        }

        yaml.Append(indent).Append("    image: ").Append(step.Image).Append('\n').Append(indent).Append("    script:\n");
        foreach (string command in step.Commands)
        {
            yaml.Append(indent).Append("      - ").Append(command).Append('\n');
        }

        if (step.Services.Count > 0)
        {
            yaml.Append(indent).Append("    services:\n");
            foreach (string service in step.Services.Keys)
            {
                yaml.Append(indent).Append("      - ").Append(service).Append('\n');
            }
        }
    }
}
