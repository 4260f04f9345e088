using System.Reflection;
using BitbucketPipelines.Help;

// Five paths: the cmdlet assembly, with its XML doc files beside it; the folder of its sources; the module's en-US folder; the folder of
// the repository; the manifest.
if (args.Length != 5)
{
    Console.Error.WriteLine("Usage: BitbucketPipelines.Help <assembly> <source folder> <en-US folder> <repository> <manifest>");
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
if (Report(rules.Problems))
{
    return 1;
}

Directory.CreateDirectory(output);
foreach (AboutTopic topic in topics)
{
    File.WriteAllText(Path.Combine(output, Path.GetFileName(topic.File)), topic.Text);
}

string project = ProjectAddress.Read(args[4]);
MamlWriter.Write(cmdlets, project, Path.Combine(output, Path.GetFileName(assembly) + "-Help.xml"));

// These are kept under version control. On a developer's machine the build renews them; a build system is told that they are stale.
bool isBuildSystem = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
var files = new GeneratedFiles(isChecking: isBuildSystem);
files.Write(Path.Combine(args[3], "docs", "errors.md"), errors.ToMarkdown());
files.WriteAll(Path.Combine(args[3], CmdletPages.Folder), CmdletPages.Make(cmdlets, project));
return Report(files.Problems) ? 1 : 0;

// The form that MSBuild and editors take for an error.
static bool Report(IReadOnlyList<Problem> problems)
{
    foreach (Problem problem in problems)
    {
        Console.WriteLine($"{problem.File} : error {problem.Code}: {problem.Message}");
    }

    return problems.Count > 0;
}
