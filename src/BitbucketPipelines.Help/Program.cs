using System.Reflection;
using BitbucketPipelines.Help;

// Four paths: the cmdlet assembly, with its XML doc files beside it; the folder of its sources; the module's en-US folder; docs/errors.md.
if (args.Length != 4)
{
    Console.Error.WriteLine("Usage: BitbucketPipelines.Help <assembly> <source folder> <en-US folder> <errors.md>");
    return 2;
}

string assembly = Path.GetFullPath(args[0]);
string output = args[2];
var sources = new SourceFolder(args[1]);
Type[] types = [.. Assembly.LoadFrom(assembly).GetExportedTypes().Where(CmdletReader.IsCmdlet)];
var text = new DocText(types.ToDictionary(t => t.FullName!, CmdletReader.NameOf));
var docs = DocComments.Load(Directory.GetFiles(Path.GetDirectoryName(assembly)!, "BitbucketPipelines*.xml"));
var reader = new CmdletReader(docs, text, ScopeNotes.Read(types[0].Assembly));
CmdletHelp[] cmdlets = [.. types.Select(reader.Read).OrderBy(c => c.Name, StringComparer.Ordinal)];
var topics = AboutTopic.ReadAll(sources.Help);
var errors = ErrorTopic.Read(topics.Single(t => t.Name == ErrorTopic.TopicName));

var rules = new HelpRules(sources);
rules.Check(cmdlets);
rules.Check(topics, cmdlets);
rules.Check(errors, ErrorIds.Read(types[0].Assembly));
if (rules.Problems.Count > 0)
{
    // The form that MSBuild and editors take for an error.
    foreach (Problem problem in rules.Problems)
    {
        Console.WriteLine($"{problem.File} : error {problem.Code}: {problem.Message}");
    }

    return 1;
}

Directory.CreateDirectory(output);
foreach (AboutTopic topic in topics)
{
    File.WriteAllText(Path.Combine(output, Path.GetFileName(topic.File)), topic.Text);
}

MamlWriter.Write(cmdlets, Path.Combine(output, Path.GetFileName(assembly) + "-Help.xml"));

// It is kept under version control, so it is left alone unless it says something new.
string markdown = errors.ToMarkdown();
if (!File.Exists(args[3]) || File.ReadAllText(args[3]) != markdown)
{
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[3]))!);
    File.WriteAllText(args[3], markdown);
}

return 0;
