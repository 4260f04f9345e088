namespace BitbucketPipelines.HostTests;

/// <summary>Finds programs of the system.</summary>
internal static class Tools
{
    /// <summary>Null if the program exists; otherwise the reason to skip the test.</summary>
    public static string? Missing(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, tool)) || File.Exists(Path.Combine(folder, tool + ".exe")))
                ? null
                : $"There is no {tool} here.";
}

/// <summary>A test that needs an installed program.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string tool) => (Tool, Skip) = (tool, Tools.Missing(tool));

    public string Tool { get; }
}

/// <summary>A test with data that needs an installed program.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(string tool) => (Tool, Skip) = (tool, Tools.Missing(tool));

    public string Tool { get; }
}
