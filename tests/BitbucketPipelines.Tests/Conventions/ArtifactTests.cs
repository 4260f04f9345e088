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
        string[] dlls = [.. Directory.GetFiles(Path.Combine(Places.Module, "core"), "*.dll").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Equal(s_ours, dlls);
    }

    [Fact]
    public void Core_dlls_refer_only_to_the_framework_PowerShell_and_each_other()
    {
        foreach (string dll in s_ours)
        {
            foreach ((string name, Version _) in References(Path.Combine(Places.Module, "core", dll)).References)
            {
                Assert.True(
                    name is "System.Management.Automation" or "BitbucketPipelines.Api" || Path.Exists(Path.Combine(RuntimeFolder, name + ".dll")),
                    $"{dll} refers to {name}, which is not in the shared framework.");
            }
        }
    }

    [Fact]
    public void The_client_does_not_know_PowerShell()
    {
        foreach (string leg in (string[])["core", "desktop"])
        {
            Assert.DoesNotContain(
                References(Path.Combine(Places.Module, leg, "BitbucketPipelines.Api.dll")).References, r => r.Name == "System.Management.Automation");
        }
    }

    [Fact]
    public void Desktop_folder_has_no_version_mismatch()
    {
        // Windows PowerShell cannot be given binding redirects by a module: what is asked for must be what is there.
        var set = Directory.GetFiles(Path.Combine(Places.Module, "desktop"), "*.dll").Select(References).ToDictionary(a => a.Name);
        Assert.Contains("System.Text.Json", set.Keys);
        Assert.DoesNotContain("System.Management.Automation", set.Keys);
        foreach ((string name, Version _, var references) in set.Values)
        {
            foreach ((string wanted, Version version) in references)
            {
                if (set.TryGetValue(wanted, out var found))
                {
                    Assert.True(found.Version == version, $"{name} asks for {wanted} {version}, the folder has {found.Version}.");
                }
            }
        }
    }

    [Fact]
    public void Both_legs_carry_the_version_of_the_manifest()
    {
        string manifest = File.ReadAllText(Path.Combine(Places.Module, "BitbucketPipelines.psd1"));
        string version = System.Text.RegularExpressions.Regex.Match(manifest, @"ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value;
        foreach (string leg in (string[])["core", "desktop"])
        {
            foreach (string dll in s_ours)
            {
                Assert.Equal(new Version(version + ".0"), References(Path.Combine(Places.Module, leg, dll)).Version);
            }
        }
    }

    private static string RuntimeFolder => Path.GetDirectoryName(typeof(object).Assembly.Location)!;

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
