namespace BitbucketPipelines.Help;

/// <summary>What the help must have. The build fails when something is missing, so that it is written together with the cmdlet.</summary>
internal sealed class HelpRules(SourceFolder sources)
{
    private const int FewestExamples = 2;

    /// <summary>Get-Help wraps no about topic: a longer line breaks in a narrow window.</summary>
    private const int Columns = 80;

    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    public void Check(IReadOnlyList<CmdletHelp> cmdlets)
    {
        HashSet<string> known = Known(cmdlets);
        foreach (CmdletHelp cmdlet in cmdlets)
        {
            string file = sources.FileOf(cmdlet.Type);
            Require(cmdlet.Synopsis.Length > 0, file, "HELP01", $"{cmdlet.Name} has no <summary>.");
            Require(cmdlet.Examples.Count >= FewestExamples, file, "HELP02",
                $"{cmdlet.Name} has {cmdlet.Examples.Count} <example>; {FewestExamples} are needed.");
            foreach ((int number, ExampleHelp example) in cmdlet.Examples.Index())
            {
                Check(cmdlet, number + 1, example, file);
            }

            foreach (ParameterHelp parameter in cmdlet.Parameters)
            {
                Require(parameter.Description.Count > (parameter.Values.Count > 0 ? 1 : 0), sources.FileOf(parameter.DeclaredIn), "HELP05",
                    $"-{parameter.Name} of {cmdlet.Name} has no <summary>.");
            }

            foreach (string name in cmdlet.Texts.SelectMany(CmdletNames.In).Distinct().Where(n => !known.Contains(n)))
            {
                Require(false, file, "HELP06", $"The help of {cmdlet.Name} names {name}, which is no cmdlet of this module.");
            }
        }
    }

    public void Check(IReadOnlyList<AboutTopic> topics, IReadOnlyList<CmdletHelp> cmdlets)
    {
        HashSet<string> known = Known(cmdlets);
        foreach (AboutTopic topic in topics)
        {
            foreach ((int number, string line) in topic.Lines.Index())
            {
                string place = $"{topic.File}({number + 1})";
                Require(line.Length <= Columns, place, "HELP07",
                    $"The line has {line.Length} characters; an about topic has at most {Columns}.");
                foreach (string name in CmdletNames.In(line).Where(n => !known.Contains(n)))
                {
                    Require(false, place, "HELP06", $"{topic.Name} names {name}, which is no cmdlet of this module.");
                }
            }

            // Where Get-Help takes the name and the synopsis from.
            Require(
                topic.Lines.Count > 5 && topic.Lines[0] == "TOPIC" && topic.Lines[1].Trim() == topic.Name
                    && topic.Lines[3] == "SHORT DESCRIPTION" && topic.Lines[4].Trim().Length > 0,
                topic.File, "HELP08",
                "The topic must begin with TOPIC and its name, a blank line, SHORT DESCRIPTION and one line of text.");
        }
    }

    public void Check(ErrorTopic topic, IReadOnlyDictionary<string, string> ids)
    {
        string name = Path.GetFileName(topic.File);
        var entries = topic.Entries.ToLookup(e => e.Id, StringComparer.Ordinal);
        foreach ((string id, string category) in ids)
        {
            ErrorEntry? entry = entries[id].FirstOrDefault();
            Require(entry is not null, topic.File, "HELP09",
                $"The error {id} is not listed in {name}. Add '{id} ({category})', its meaning, and 'Do: ..'.");
            Require(entry is null || entry.Category == category, topic.File, "HELP10",
                $"The error {id} is of category {category}; {name} says {entry?.Category}.");
        }

        foreach (IGrouping<string, ErrorEntry> group in entries)
        {
            Require(ids.ContainsKey(group.Key), topic.File, "HELP11", $"{name} lists the error {group.Key}, which is none.");
            Require(group.Count() == 1, topic.File, "HELP12", $"{name} lists the error {group.Key} {group.Count()} times.");
            Require(group.All(e => e.Meaning.Length > 0 && e.Action.Length > 0), topic.File, "HELP13",
                $"{name}: the error {group.Key} needs a meaning, and a line that begins with 'Do: '.");
        }
    }

    private void Check(CmdletHelp cmdlet, int number, ExampleHelp example, string file)
    {
        Require(CmdletNames.In(example.Code).Any(Known([cmdlet]).Contains), file, "HELP03",
            $"Example {number} of {cmdlet.Name} does not use {cmdlet.Name}: '{example.Code.Split('\n')[0]}'.");
        Require(example.Remarks.Count > 0, file, "HELP04", $"Example {number} of {cmdlet.Name} has no <para> that says what it does.");
    }

    private void Require(bool holds, string file, string code, string message)
    {
        if (!holds && !_problems.Exists(p => p.Message == message))
        {
            _problems.Add(new Problem(file, code, message));
        }
    }

    private static HashSet<string> Known(IReadOnlyList<CmdletHelp> cmdlets) =>
        cmdlets.SelectMany(c => c.Aliases.Prepend(c.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
