using System.Reflection;
using System.Text.RegularExpressions;
using BitbucketPipelines.Commands;

namespace BitbucketPipelines.Tests.Conventions;

/// <summary>
/// What every cmdlet owes its users, by reflection over the metadata: the compile-time stubs of PowerShell cannot be run.
/// </summary>
public sealed class CmdletTests
{
    private static readonly string[] s_verbs =
    [
        "Compare", "Connect", "Copy", "Disconnect", "Export", "Find", "Get", "Import", "Invoke", "Measure", "New", "Publish", "Remove",
        "Resume", "Save", "Set", "Show", "Start", "Stop", "Sync", "Test", "Wait",
    ];

    /// <summary>The verbs that change something, at Bitbucket or, as Export-Csv does, a file that the cmdlet is for.</summary>
    private static readonly string[] s_writers =
        ["Copy", "Export", "Import", "Invoke", "New", "Publish", "Remove", "Resume", "Save", "Set", "Stop", "Sync"];

    public static TheoryData<string> Names => [.. Cmdlets.Select(c => c.Name)];

    private static IEnumerable<Type> Cmdlets =>
        typeof(GetPipelineCommand).Assembly.GetTypes().Where(t => !t.IsAbstract && Attribute(t) is not null);

    [Fact]
    public void The_manifest_exports_every_cmdlet_by_name_and_nothing_else()
    {
        string manifest = File.ReadAllText(Path.Combine(Places.Module, "BitbucketPipelines.psd1"));
        string list = Regex.Match(manifest, @"CmdletsToExport\s*=\s*@\((.*?)\)", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(Cmdlets.Select(NameOf).Order(StringComparer.Ordinal), Regex.Matches(list, "'([^']+)'").Select(m => m.Groups[1].Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_sealed_and_named_after_its_class_and_file(string name)
    {
        Type cmdlet = Find(name);
        (string verb, string noun) = Words(cmdlet);
        Assert.True(cmdlet.IsSealed);
        Assert.Contains(verb, s_verbs);
        Assert.StartsWith("Bb", noun, StringComparison.Ordinal);
        Assert.False(noun.EndsWith('s') && !noun.EndsWith("Status", StringComparison.Ordinal), $"{noun} is plural.");
        Assert.Equal(verb + noun["Bb".Length..] + "Command", cmdlet.Name);
        Assert.Single(Places.Sources("BitbucketPipelines"), f => Path.GetFileName(f) == cmdlet.Name + ".cs");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Declares_what_it_writes(string name)
    {
        Type cmdlet = Find(name);
        bool declares = cmdlet.GetCustomAttributesData().Any(a => a.AttributeType.Name == "OutputTypeAttribute");
        Assert.True(declares || Words(cmdlet).Verb is "Disconnect" or "Remove", $"{name} has no OutputType.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Asks_before_it_changes_something(string name)
    {
        Type cmdlet = Find(name);
        bool supports = Attribute(cmdlet)!.NamedArguments.Any(a => a.MemberName == "SupportsShouldProcess" && a.TypedValue.Value is true);
        Assert.Equal(s_writers.Contains(Words(cmdlet).Verb), supports);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_at_most_one_parameter_by_value_in_each_set_and_four_by_position(string name)
    {
        List<(string Parameter, string Set, bool ByValue, bool Positional)> uses = [.. Uses(Find(name))];
        foreach (var set in uses.GroupBy(u => u.Set))
        {
            Assert.True(set.Count(u => u.ByValue) <= 1, $"{name} takes several parameters from the pipeline by value in set '{set.Key}'.");
            Assert.True(set.Count(u => u.Positional) <= 4, $"{name} has more than four positional parameters in set '{set.Key}'.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Takes_no_secret_as_a_plain_text(string name)
    {
        foreach (PropertyInfo parameter in Parameters(Find(name)))
        {
            bool secret = Regex.IsMatch(parameter.Name, "(Token|Secret|Password|PrivateKey)(?!(Name|Path)$)", RegexOptions.IgnoreCase);
            Assert.False(secret && parameter.PropertyType == typeof(string), $"-{parameter.Name} must be a SecureString.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Binds_workspace_and_repository_by_property_name(string name)
    {
        foreach (PropertyInfo parameter in Parameters(Find(name)).Where(p => p.Name is "Workspace" or "Repository" or "Pipeline"))
        {
            // Where -Pipeline filters, or means the custom pipeline, the run of a piped object is not meant.
            bool namesRun = parameter.Name != "Pipeline" || Declarations(parameter).Any(d => Flag(d, "ValueFromPipeline"));
            Assert.Equal(namesRun, Declarations(parameter).Any(d => Flag(d, "ValueFromPipelineByPropertyName")));
        }
    }

    [Fact]
    public void Commands_do_no_work_of_the_layers_below()
    {
        string[] commands = [.. Places.Sources("BitbucketPipelines").Where(f => f.EndsWith("Command.cs", StringComparison.Ordinal))];
        Assert.True(commands.Length > 50);
        foreach (string file in commands)
        {
            string code = string.Join('\n', File.ReadLines(file).Where(l => !l.TrimStart().StartsWith("///", StringComparison.Ordinal)));
            foreach (string forbidden in (string[])["try\n", "catch (", "JsonSerializer", "https://", "\"repositories/"])
            {
                Assert.False(code.Contains(forbidden, StringComparison.Ordinal), $"{Path.GetFileName(file)} holds '{forbidden.Trim()}'.");
            }
        }
    }

    [Fact]
    public void Completers_can_be_made_by_the_engine()
    {
        Type[] completers = [.. typeof(
            GetPipelineCommand).Assembly.GetTypes().Where(t => t.Name.EndsWith("Completer", StringComparison.Ordinal) && !t.IsAbstract)];
        Assert.NotEmpty(completers);
        Assert.All(
            completers,
            c => Assert.True(
                c.IsPublic && c.GetConstructor(Type.EmptyTypes) is not null, $"{c.Name} must be public with a plain constructor."));
    }

    private static Type Find(string name) => Cmdlets.Single(c => c.Name == name);

    private static CustomAttributeData? Attribute(Type type) =>
        type.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == "CmdletAttribute");

    private static (string Verb, string Noun) Words(Type cmdlet)
    {
        IList<CustomAttributeTypedArgument> words = Attribute(cmdlet)!.ConstructorArguments;
        return ((string)words[0].Value!, (string)words[1].Value!);
    }

    private static string NameOf(Type cmdlet) => $"{Words(cmdlet).Verb}-{Words(cmdlet).Noun}";

    private static IEnumerable<PropertyInfo> Parameters(Type cmdlet) =>
        cmdlet.GetProperties().Where(p => Declarations(p).Any());

    private static IEnumerable<CustomAttributeData> Declarations(PropertyInfo property) =>
        property.GetCustomAttributesData().Where(a => a.AttributeType.Name == "ParameterAttribute" && !Flag(a, "DontShow"));

    private static bool Flag(CustomAttributeData declaration, string name) =>
        declaration.NamedArguments.Any(a => a.MemberName == name && a.TypedValue.Value is true);

    private static IEnumerable<(string Parameter, string Set, bool ByValue, bool Positional)> Uses(Type cmdlet) =>
        from parameter in Parameters(cmdlet)
        from declaration in Declarations(parameter)
        let set = declaration.NamedArguments.FirstOrDefault(a => a.MemberName == "ParameterSetName").TypedValue.Value as string ?? "(all)"
        select (parameter.Name, set, Flag(declaration, "ValueFromPipeline"),
            declaration.NamedArguments.Any(a => a.MemberName == "Position"));
}
