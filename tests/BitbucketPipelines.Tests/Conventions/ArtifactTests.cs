using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace BitbucketPipelines.Tests.Conventions;

/// <summary>What is shipped: PowerShell 7 gets two DLLs; Windows PowerShell gets a set whose references agree with one another.</summary>
public sealed class ArtifactTests
{
    private static readonly string[] s_ours = ["BitbucketPipelines.Api.dll", "BitbucketPipelines.dll"];

    [Fact]
    public void Core_folder_holds_our_two_dlls_and_no_other()
    {
        string[] dlls = [.. Directory.GetFiles(
            Path.Combine(Places.Module, "Core"), "*.dll").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Equal(s_ours, dlls);
    }

    [Fact]
    public void Core_dlls_refer_only_to_the_framework_PowerShell_and_each_other()
    {
        foreach (string dll in s_ours)
        {
            foreach ((string name, Version _) in References(Path.Combine(Places.Module, "Core", dll)).References)
            {
                Assert.True(
                    name is "System.Management.Automation" or "BitbucketPipelines.Api"
                        || Path.Exists(Path.Combine(RuntimeFolder, name + ".dll")),
                    $"{dll} refers to {name}, which is not in the shared framework.");
            }
        }
    }

    [Fact]
    public void The_client_does_not_know_PowerShell()
    {
        foreach (string leg in (string[])["Core", "Desktop"])
        {
            Assert.DoesNotContain(
                References(Path.Combine(Places.Module, leg, "BitbucketPipelines.Api.dll")).References,
                r => r.Name == "System.Management.Automation");
        }
    }

    [Fact]
    public void Desktop_folder_has_every_reference_exactly_as_it_is_asked_for()
    {
        // Windows PowerShell cannot be given binding redirects by a module: what is asked for must be what is there, by version and key.
        string[] files = Directory.GetFiles(Path.Combine(Places.Module, "Desktop"), "*.dll");
        Dictionary<string, string> there = files.Select(Identity).ToDictionary(i => i.Split(',')[0]);
        Assert.Contains("System.Text.Json", there.Keys);
        Assert.DoesNotContain("System.Management.Automation", there.Keys);
        // What Windows has: .NET Framework 4.7.2, which the manifest demands, and Windows PowerShell itself.
        there.Add("netstandard", "netstandard, 2.0.0.0, cc7b13ffcd2ddd51");
        there.Add("System.Management.Automation", "System.Management.Automation, 3.0.0.0, 31bf3856ad364e35");
        foreach (string file in files)
        {
            string[] wanted = ReferenceIdentities(file);
            Assert.NotEmpty(wanted);
            Assert.All(wanted, w => Assert.True(
                there.GetValueOrDefault(w.Split(',')[0]) == w,
                $"{Path.GetFileName(file)} asks for {w}; there is {there.GetValueOrDefault(w.Split(',')[0]) ?? "none"}."));
        }
    }

    [Fact]
    public void The_notice_names_the_assemblies_of_others_that_are_shipped_and_no_more()
    {
        string[] shipped = [.. Directory.GetFiles(Places.Module, "*.dll", SearchOption.AllDirectories)
            .Select(f => Path.GetFileName(f)!).Where(f => !f.StartsWith("BitbucketPipelines", StringComparison.Ordinal)).Distinct()
            .Order(StringComparer.Ordinal)];
        string[] named = [.. File.ReadLines(Path.Combine(Places.Module, "NOTICE"))
            .Select(line => line.Trim().Split(' ')[0]).Where(w => w.EndsWith(".dll", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        Assert.NotEmpty(shipped);
        Assert.Equal(shipped, named);
    }

    [Fact]
    public void The_assemblies_hold_no_path_of_the_machine_that_built_them()
    {
        foreach (string file in s_ours.SelectMany(dll => (string[])[$"Core/{dll}", $"Desktop/{dll}"])
            .Concat(["Core/yaml/BitbucketPipelines.Yaml.dll", "Desktop/yaml/BitbucketPipelines.Yaml.dll"]))
        {
            using var stream = File.OpenRead(Path.Combine(Places.Module, file));
            using var pe = new PEReader(stream);
            DebugDirectoryEntry entry = pe.ReadDebugDirectory().Single(e => e.Type == DebugDirectoryEntryType.CodeView);
            Assert.StartsWith("/_/", pe.ReadCodeViewDebugDirectoryData(entry).Path, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Both_legs_carry_the_version_of_the_manifest()
    {
        string manifest = File.ReadAllText(Path.Combine(Places.Module, "BitbucketPipelines.psd1"));
        string version = System.Text.RegularExpressions.Regex.Match(manifest, @"ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value;
        foreach (string leg in (string[])["Core", "Desktop"])
        {
            foreach (string dll in s_ours)
            {
                Assert.Equal(new Version(version + ".0"), References(Path.Combine(Places.Module, leg, dll)).Version);
            }
        }
    }

    private static string RuntimeFolder => Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static string Identity(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        MetadataReader reader = pe.GetMetadataReader();
        var name = reader.GetAssemblyDefinition().GetAssemblyName();
        return $"{name.Name}, {name.Version}, {Convert.ToHexStringLower(name.GetPublicKeyToken() ?? [])}";
    }

    private static string[] ReferenceIdentities(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        MetadataReader reader = pe.GetMetadataReader();
        return [.. reader.AssemblyReferences.Select(r => reader.GetAssemblyReference(r).GetAssemblyName())
            .Select(n => $"{n.Name}, {n.Version}, {Convert.ToHexStringLower(n.GetPublicKeyToken() ?? [])}")];
    }

    private static (string Name, Version Version, IReadOnlyList<(string Name, Version Version)> References) References(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        MetadataReader reader = pe.GetMetadataReader();
        AssemblyDefinition own = reader.GetAssemblyDefinition();
        return (
            reader.GetString(own.Name), own.Version,
            [.. reader.AssemblyReferences.Select(reader.GetAssemblyReference).Select(r => (reader.GetString(r.Name), r.Version))]);
    }
}
