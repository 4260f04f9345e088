using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Commands;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests.Conventions;

/// <summary>
/// Text of a server reaches a person in one way only: through what makes it harmless. What cannot be forgotten needs no reminder.
/// </summary>
public sealed class ShownTextTests
{
    private const string Plain = @"(\$_\.\w+|\$null|\d+)";
    // The object itself is the last argument of the function that cuts names: it looks at the name of the type.
    private const string Value = "(" + Plain + @"|\[BitbucketPipelines\.Output\.Display\]::(Uuid|Cut|Place)\(" + Plain + "(, " + Plain
        + @")*(, \$_)?\))";
    private const string Display = @"^\[BitbucketPipelines\.Output\.Display\]::(?<method>\w+)\(" + Value + "(, " + Value + @")*(, \$_)?\)$";

    private static readonly string[] s_told = ["WriteWarning", "WriteVerbose", "WriteDebug", "WriteProgress", "WriteInformation",
        "WriteCommandDetail", "ShouldProcess", "ShouldContinue"];

    private static XDocument Views => XDocument.Load(
        Path.Combine(Places.Root, "src", "BitbucketPipelines", "BitbucketPipelines.Format.ps1xml"));

    [Theory]
    [InlineData("Core")]
    [InlineData("Desktop")]
    public void No_cmdlet_tells_anything_but_by_the_methods_of_its_base(string leg)
    {
        using var stream = File.OpenRead(Path.Combine(Places.Module, leg, "BitbucketPipelines.dll"));
        using var file = new PEReader(stream);
        MetadataReader reader = file.GetMetadataReader();
        string[] called =
        [
            .. reader.MemberReferences.Select(reader.GetMemberReference)
                .Where(m => m.Parent.Kind == HandleKind.TypeReference)
                .Select(m => (
                    Type: reader.GetString(reader.GetTypeReference((TypeReferenceHandle)m.Parent).Name), Name: reader.GetString(m.Name),
                    Count: ParameterCount(reader, m)))
                .Where(m => m.Type is "Cmdlet" or "PSCmdlet" or "ICommandRuntime" && s_told.Contains(m.Name))
                .Select(m => $"{m.Name} {m.Count}").Order(StringComparer.Ordinal),
        ];
        string[] guarded =
        [
            .. ((Type[])[typeof(BitbucketCmdlet), typeof(ModuleCmdlet)])
                .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Where(m => s_told.Contains(m.Name))
                // A progress record is written with a source of our own, so that it can be removed after Ctrl+C.
                .Select(m => m.Name == "WriteProgress" ? "WriteProgress 2" : $"{m.Name} {m.GetParameters().Length}")
                .Append("WriteInformation 2")
                .Order(StringComparer.Ordinal),
        ];
        Assert.True(guarded.Length > 6);
        Assert.Equal(guarded, called);
    }

    [Fact]
    public void Only_what_follows_logs_or_draws_writes_lines_that_are_safe_already() => Assert.Equal(
        ["BitbucketCmdlet.Writing.cs", "GetStepLogCommand.cs", "RunWaitCmdlet.cs", "ShowPipelineCommand.cs",
            "TestPipelineYamlCommand.cs"],
        Places.Sources("BitbucketPipelines").Where(f => File.ReadAllText(f).Contains("WriteHostLine", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Views_show_no_text_that_did_not_pass_the_function_for_it()
    {
        int looked = 0;
        foreach (XElement view in Views.Descendants("View"))
        {
            Type type = TypeOf(view);
            foreach (XElement shown in view.Descendants()
                .Where(e => e.Name.LocalName is "ScriptBlock" or "PropertyName" && e.Parent!.Name.LocalName != "ItemSelectionCondition"))
            {
                looked++;
                string text = shown.Value.Trim();
                if (shown.Name.LocalName == "ScriptBlock")
                {
                    // What has no property of its own is taken from the object by a function of its own.
                    if (text is "[BitbucketPipelines.Output.Display]::MaxTime($_)" or "[BitbucketPipelines.Output.Display]::Script($_)"
                        or "[BitbucketPipelines.Output.Display]::Comparison($_)")
                    {
                        continue;
                    }

                    Assert.Matches(Display, text);
                    string name = Regex.Match(text, Display).Groups["method"].Value;
                    Assert.Contains(
                        typeof(BitbucketCmdlet).Assembly.GetType("BitbucketPipelines.Output.Display")!.GetMethods(), m => m.Name == name);
                }
                else
                {
                    Type value = type.GetProperty(text)?.PropertyType ?? throw new InvalidOperationException($"{type.Name} has no {text}.");
                    value = Nullable.GetUnderlyingType(value) ?? value;
                    Assert.True(
                        value.IsEnum || value == typeof(TimeSpan) || value == typeof(DateTimeOffset)
                            || (value.IsPrimitive && value != typeof(char)),
                        $"{view.Element("Name")!.Value} shows {text}, a {value.Name}, as it is: "
                            + $"[BitbucketPipelines.Output.Display]::Text($_.{text}) makes it harmless.");
                }
            }
        }

        Assert.True(looked > 250, $"{looked}");
    }

    [Fact]
    public void Every_type_that_a_cmdlet_writes_has_a_table_and_a_list()
    {
        HashSet<(Type Type, string Kind)> views = [.. Views.Descendants("View").SelectMany(v =>
            v.Elements().Where(e => e.Name.LocalName is "TableControl" or "ListControl").Select(e => (TypeOf(v), e.Name.LocalName)))];
        foreach (Type type in Written())
        {
            foreach (string kind in (string[])["TableControl", "ListControl"])
            {
                Assert.True(
                    views.Any(v => v.Kind == kind && v.Type.IsAssignableFrom(type)),
                    $"{type.Name} has no {kind}: PowerShell would show its properties as they are.");
            }
        }
    }

    [Fact]
    public void Every_type_that_a_cmdlet_writes_has_a_default_set_for_where_PowerShell_takes_no_view()
    {
        // A variable of a custom pipeline is in a property of what is written.
        Assert.Equal(
            Written().Append(typeof(CustomPipelineVariable)).OrderBy(t => t.FullName),
            DefaultDisplaySets.Properties.Keys.OrderBy(t => t.FullName));
        Assert.All(DefaultDisplaySets.Properties, list => Assert.All(list.Value, name => Assert.True(
            list.Key.GetProperty(name) is not null || HiddenProperties.Names[list.Key].Contains(name), $"{list.Key.Name} has no {name}.")));
    }

    [Fact]
    public void Every_property_that_is_listed_as_text_has_a_method_that_returns_it()
    {
        Assert.All(DefaultDisplaySets.Properties, list => Assert.All(list.Value, name => Assert.True(
            list.Key.GetProperty(name)?.PropertyType is { } type && (Nullable.GetUnderlyingType(type) ?? type) is { } kind
                && (kind.IsPrimitive || kind.IsEnum) || typeof(SafeProperties).GetMethod(name) is not null,
            $"SafeProperties has no {name}.")));
    }

    private static int ParameterCount(MetadataReader reader, MemberReference member)
    {
        BlobReader signature = reader.GetBlobReader(member.Signature);
        signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger();
    }

    private static Type[] Written()
    {
        Type[] written =
        [
            .. typeof(GetPipelineCommand).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributesData())
                .Where(a => a.AttributeType.Name == "OutputTypeAttribute")
                .SelectMany(
                    a => a.ConstructorArguments.SelectMany(
                        c => c.Value is IEnumerable<CustomAttributeTypedArgument> many ? many.Select(m => m.Value) : [c.Value]))
                .OfType<Type>().Where(t => t.Namespace?.StartsWith("BitbucketPipelines", StringComparison.Ordinal) == true).Distinct(),
        ];
        Assert.True(written.Length > 20);
        return written;
    }

    private static Type TypeOf(XElement view) => Named(view.Element("ViewSelectedBy")!.Element("TypeName")!.Value);

    /// <summary>What Find-BbVariable writes has a name of its own, for its table.</summary>
    private static Type Named(string name) => name == "BitbucketPipelines.FoundVariable" ? typeof(Variable)
        : name.IndexOf('#') is > 0 and var end ? Named(name[..end])
        : typeof(Pipeline).Assembly.GetType(name) ?? typeof(BitbucketCmdlet).Assembly.GetType(name)
            ?? throw new InvalidOperationException($"There is no type {name}.");
}
