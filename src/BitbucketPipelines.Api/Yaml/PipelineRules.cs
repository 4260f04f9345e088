using System.Globalization;

namespace BitbucketPipelines.Api.Yaml;

/// <summary>
/// What a schema cannot say about bitbucket-pipelines.yml: names that are used must be defined, limits over several places, variables.
/// </summary>
/// <remarks>
/// <para>The sources, all below https://support.atlassian.com/bitbucket-cloud/docs/: 100 steps in a pipeline, parallel ones included
/// (limitations-of-bitbucket-pipelines, set-up-or-run-parallel-steps); 10 steps at the same time on the Free plan (the same page);
/// predefined caches (cache-dependencies); a script in each step, and the first step not manual (step-options); an environment once in a
/// pipeline (set-up-and-monitor-deployments); memory of services (databases-and-service-containers); variables of custom pipelines and
/// their allowed values (pipeline-start-conditions); the pipeline and the variables of a child (child-pipeline-step-options).</para>
/// </remarks>
internal sealed class PipelineRules
{
    private const int MaxSteps = 100;

    /// <summary>The Free plan runs so many steps of a workspace at the same time.</summary>
    private const int FreeSteps = 10;

    private const int MemoryOfSize = 4096;
    private const int MemoryOfBuild = 1024;
    private const int DefaultServiceMemory = 1024;
    private const string Docker = "docker";

    private static readonly string[] s_caches =
        ["docker", "composer", "dotnetcore", "gradle", "ivy2", "maven", "node", "pip", "sbt"];

    private static readonly string[] s_groups = ["branches", "pull-requests", "tags", "bookmarks", "custom"];

    private readonly YamlNode _root;
    private readonly YamlNode? _definitions;
    private readonly HashSet<YamlProblem> _found = [];
    private readonly HashSet<YamlNode> _steps = [];

    private PipelineRules(YamlNode root)
    {
        _root = root;
        _definitions = root["definitions"];
    }

    /// <summary>The problems of a document.</summary>
    public static IReadOnlyCollection<YamlProblem> Find(YamlNode root)
    {
        var rules = new PipelineRules(root);
        rules.CheckFile();
        return rules._found;
    }

    private void CheckFile()
    {
        if (_root["pipelines"] is not { } pipelines)
        {
            if (_root["export"] is null && _definitions?["pipelines"] is null && _root["triggers"] is null)
            {
                Add(_root, "missing-key", "There is no key 'pipelines', so nothing can run.");
            }
        }
        else if (pipelines.IsNull)
        {
            Add(pipelines, "empty", "'pipelines' has no value, so nothing can run.");
        }
        else if (pipelines["default"] is { } common)
        {
            CheckPipeline("default", common, isCustom: false);
        }

        foreach (string group in s_groups)
        {
            foreach (YamlEntry entry in _root["pipelines"]?[group]?.Entries ?? [])
            {
                if (entry.Key.Text.Trim().Length == 0)
                {
                    Add(entry.Key, "name", $"A name under '{group}' is empty.");
                }

                CheckPipeline($"{group}: {entry.Key.Text}", entry.Value, isCustom: group == "custom");
            }
        }

        foreach (YamlEntry entry in _definitions?["pipelines"]?.Entries ?? [])
        {
            CheckPipeline($"definitions: {entry.Key.Text}", entry.Value, isCustom: true);
        }
    }

    private void CheckPipeline(string name, YamlNode pipeline, bool isCustom)
    {
        if (pipeline.Kind == YamlKind.Mapping)
        {
            if (pipeline["import"] is { Kind: YamlKind.Scalar } import)
            {
                CheckImport(name, import);
            }

            CheckVariables(pipeline["variables"]);
            CheckItems(name, pipeline["steps"]?.Items ?? [], isCustom);
            return;
        }

        CheckItems(name, pipeline.Items, isCustom);
    }

    private void CheckImport(string name, YamlNode import)
    {
        int at = import.Text.LastIndexOf('@');
        string source = at < 0 ? "" : import.Text.Substring(at + 1);
        YamlNode? sources = _definitions?["imports"];
        if (at > 0 && sources?["pipelines"] is { Kind: YamlKind.Mapping } grouped && sources[source] is null)
        {
            sources = grouped;
        }

        if (at > 0 && sources?[source] is null)
        {
            Add(import, "import", $"The pipeline is imported from '{source}', which is not defined under definitions: imports:.");
            return;
        }

        _found.Add(YamlProblem.At(import, "import", $"The pipeline '{name}' is imported: {import.Text}. It was not read.") with
        {
            Severity = YamlProblem.Information,
        });
    }

    private void CheckItems(string name, List<YamlNode> items, bool isCustom)
    {
        var deployments = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        int steps = 0;
        bool isFirst = true;
        foreach (YamlNode item in items)
        {
            CheckVariables(item["variables"]);
            YamlNode[] own = [.. StepsOf(item)];
            YamlNode? parallel = item["parallel"];
            if (parallel is not null && own.Length is > FreeSteps and <= MaxSteps)
            {
                Add(parallel, "step-limit", FormattableString.Invariant(
                    $"{Counted.Are(own.Length, "step")} parallel. A workspace of the Free plan runs at most {FreeSteps} at the same time."),
                    YamlProblem.Information);
            }

            foreach (YamlNode step in own)
            {
                if (++steps == MaxSteps + 1)
                {
                    Add(step, "step-limit", FormattableString.Invariant(
                        $"The pipeline '{name}' has more than {MaxSteps} steps, parallel ones included."));
                }

                CheckStep(step);
            }

            CheckDeployments(name, item, own, deployments);
            YamlNode? trigger = item["stage"] is { } stage ? stage["trigger"] : own.Length == 1 ? own[0]["trigger"] : null;
            if (isFirst && trigger?.Text == "manual")
            {
                Add(trigger, "manual-start", "The first step of a pipeline cannot be manual."
                    + (isCustom ? "" : " A pipeline that a person starts belongs under 'custom'."),
                    isCustom ? YamlProblem.Warning : YamlProblem.Error);
            }

            isFirst &= own.Length == 0;
        }
    }

    private void CheckDeployments(string name, YamlNode item, YamlNode[] steps, HashSet<string> known)
    {
        foreach (YamlNode owner in item["stage"] is { } stage ? [stage] : steps)
        {
            if (owner["deployment"] is not { Kind: YamlKind.Scalar, IsNull: false } deployment)
            {
                continue;
            }

            if (!known.Add(deployment.Text))
            {
                Add(deployment, "deployment-twice",
                    $"The pipeline '{name}' deploys to '{deployment.Text}' more than once. Each environment can stand in it once.");
            }
        }
    }

    private void CheckStep(YamlNode step)
    {
        // A step that an alias repeats is checked once.
        if (step.Kind != YamlKind.Mapping || !_steps.Add(step))
        {
            return;
        }

        bool isChild = step["type"]?.Text == "pipeline" || step["custom"] is not null;
        if (!isChild && step["script"] is null or { IsNull: true })
        {
            Add(step, "missing-key", "The step has no script.");
        }

        if (isChild)
        {
            CheckChild(step);
        }

        foreach (YamlNode command in (step["script"]?.Items ?? []).Concat(step["after-script"]?.Items ?? []))
        {
            CheckCommand(command);
        }

        CheckNames(step["caches"], "cache", "caches", s_caches);
        CheckNames(step["services"], "service", "services", [Docker]);
        CheckMemory(step);
    }

    /// <summary>A step that runs another pipeline. A shared file does not say which custom pipelines there are where it is used.</summary>
    private void CheckChild(YamlNode step)
    {
        YamlNode? custom = step["custom"];
        if (custom is null or { IsNull: true })
        {
            Add(step, "missing-key", "The step has the type 'pipeline', and no 'custom', which names the custom pipeline to run.");
        }
        else if (custom is { Kind: YamlKind.Scalar, IsUnknown: false } && custom.Text.IndexOf('$') < 0 && _root["export"] is null
            && _root["pipelines"]?["custom"]?[custom.Text] is null && _definitions?["pipelines"]?[custom.Text] is null)
        {
            _found.Add(YamlProblem.At(
                custom, "undefined-pipeline", $"The step runs the custom pipeline '{custom.Text}', which is not defined.") with
            {
                Unknown = custom.Text,
                Known = [.. _root["pipelines"]?["custom"]?.Entries.Select(e => e.Key.Text) ?? []],
            });
        }

        foreach (YamlEntry variable in step["input-variables"]?.Entries ?? [])
        {
            CheckVariableName(variable.Key);
        }
    }

    private void CheckCommand(YamlNode command)
    {
        if (command.Kind == YamlKind.Scalar && !command.IsNull && command.Text.Trim().Length == 0)
        {
            Add(command, "empty", "A command of the script is empty.");
        }
        else if (command.Kind == YamlKind.Mapping && command["pipe"] is { Kind: YamlKind.Scalar } pipe
            && pipe.Text.IndexOf(':') < 0 && pipe.Text.IndexOf('$') < 0)
        {
            Add(pipe, "pipe-version", $"The pipe '{pipe.Text}' has no version: name:1.2.3.", YamlProblem.Warning);
        }
    }

    private void CheckNames(YamlNode? names, string kind, string section, string[] builtIn)
    {
        foreach (YamlNode name in names?.Items ?? [])
        {
            if (name.Kind == YamlKind.Scalar && !name.IsUnknown && !name.IsNull && Array.IndexOf(builtIn, name.Text) < 0
                && _definitions?[section]?[name.Text] is null)
            {
                _found.Add(YamlProblem.At(
                    name, "undefined-" + kind, $"The {kind} '{name.Text}' is not defined under definitions: {section}:.") with
                {
                    Unknown = name.Text,
                    Known = [.. (_definitions?[section]?.Entries.Select(e => e.Key.Text) ?? []).Concat(builtIn).Distinct()],
                });
            }
        }
    }

    private void CheckMemory(YamlNode step)
    {
        if (step["services"] is not { Items.Count: > 0 } services || (step["runs-on"] ?? _root["options"]?["runs-on"]) is not null)
        {
            return;
        }

        string size = (step["size"] ?? _root["options"]?["size"])?.Text ?? "1x";
        if (!int.TryParse(size.TrimEnd('x'), NumberStyles.None, CultureInfo.InvariantCulture, out int factor) || factor > 64)
        {
            return;
        }

        long wanted = 0;
        foreach (string name in services.Items.Select(s => s.Text).Distinct())
        {
            string? memory = _definitions?["services"]?[name]?["memory"]?.Text;
            wanted += int.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out int own) ? own : DefaultServiceMemory;
        }

        int most = (MemoryOfSize * factor) - MemoryOfBuild;
        if (wanted > most)
        {
            Add(services, "memory", FormattableString.Invariant(
                $"The services of the step need {wanted} MB of memory. A step of size {size} has {most} MB for them."),
                YamlProblem.Warning);
        }
    }

    private void CheckVariables(YamlNode? variables)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (YamlNode variable in variables?.Items ?? [])
        {
            if (variable["name"] is not { Kind: YamlKind.Scalar, IsUnknown: false } name)
            {
                continue;
            }

            if (CheckVariableName(name) && !known.Add(name.Text))
            {
                Add(name, "variable-name", $"The variable '{name.Text}' is declared twice.", YamlProblem.Warning);
            }

            if (variable["allowed-values"] is { Kind: YamlKind.Sequence } allowed && variable["default"] is { Kind: YamlKind.Scalar } value
                && !allowed.Items.Exists(a => a.Text == value.Text))
            {
                Add(value, "allowed-values", $"The default '{value.Text}' of '{name.Text}' is not one of its allowed values: "
                    + string.Join(", ", allowed.Items.Where(a => a.Kind == YamlKind.Scalar).Select(a => a.Text)) + ".");
            }
        }
    }

    private bool CheckVariableName(YamlNode name)
    {
        bool isValid = VariableName.IsValid(name.Text);
        if (!isValid)
        {
            Add(name, "variable-name", $"'{name.Text}' is not a valid name of a variable. Use letters, digits and underscores, and "
                + "do not start with a digit.");
        }

        return isValid;
    }

    /// <summary>The steps of an item of a pipeline, in all forms.</summary>
    private static IEnumerable<YamlNode> StepsOf(YamlNode item)
    {
        if ((item["step"] ?? item["final"]) is { } step)
        {
            return [step];
        }

        YamlNode? group = item["parallel"] ?? item["stage"];
        List<YamlNode> items = group?.Kind == YamlKind.Sequence ? group.Items : group?["steps"]?.Items ?? [];
        return items.SelectMany(i => i["step"] is { } own ? [own]
            : i["parallel"] is { } inner ? (inner.Kind == YamlKind.Sequence ? inner.Items : inner["steps"]?.Items ?? [])
                .Select(s => s["step"]).OfType<YamlNode>()
            : []);
    }

    private void Add(YamlNode at, string rule, string message, string severity = YamlProblem.Error)
    {
        if (_found.Count < YamlTree.MaxProblems)
        {
            _found.Add(YamlProblem.At(at, rule, message) with { Severity = severity });
        }
    }
}
