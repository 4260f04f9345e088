using System.Reflection;
#if NET
using System.Runtime.Loader;
#endif

#pragma warning disable IL2026, IL2072, IL3000 // The module is not trimmed, and its assemblies are files.

namespace BitbucketPipelines.Api.Yaml;

/// <summary>
/// Loads the assembly that reads YAML when it is needed first, from the folder <c>yaml</c> beside this assembly, together with the library
/// that it uses. On PowerShell 7 both have a load context of their own, so that other modules can load another version of the library,
/// before or after. In Windows PowerShell, which has no load contexts, an assembly that is loaded as a file is not shared with others.
/// </summary>
internal static class YamlLibrary
{
    private const string Name = "BitbucketPipelines.Yaml";

    private static readonly Lazy<Type> s_parser = new(Load);

    /// <summary>A parser for one document.</summary>
    public static IYamlParser NewParser() => (IYamlParser)Activator.CreateInstance(s_parser.Value, nonPublic: true)!;

    private static Type Load()
    {
        string folder = Path.Combine(Path.GetDirectoryName(typeof(YamlLibrary).Assembly.Location)!, "yaml");
        return LoadFrom(folder).GetType("BitbucketPipelines.Api.Yaml.YamlParser", throwOnError: true)!;
    }

#if NET
    private static Assembly LoadFrom(string folder) => new Context(folder).LoadFromAssemblyPath(Path.Combine(folder, Name + ".dll"));

    /// <summary>Asks this folder before the default context, which may have another version of the library.</summary>
    private sealed class Context(string folder) : AssemblyLoadContext(YamlLibrary.Name)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string file = Path.Combine(folder, assemblyName.Name + ".dll");
            return assemblyName.Name == typeof(YamlLibrary).Assembly.GetName().Name ? typeof(YamlLibrary).Assembly
                : File.Exists(file) ? LoadFromAssemblyPath(file)
                : null;
        }
    }
#else
    private static Assembly LoadFrom(string folder)
    {
        Assembly parser = Assembly.LoadFile(Path.Combine(folder, Name + ".dll"));
        Assembly? library = null;
        AppDomain.CurrentDomain.AssemblyResolve += (_, e) =>
        {
            if (e.RequestingAssembly != parser)
            {
                return null;
            }

            string? wanted = new AssemblyName(e.Name).Name;
            string file = Path.Combine(folder, wanted + ".dll");
            return wanted == typeof(YamlLibrary).Assembly.GetName().Name ? typeof(YamlLibrary).Assembly
                : File.Exists(file) ? library ??= Assembly.LoadFile(file)
                : null;
        };
        return parser;
    }
#endif
}
