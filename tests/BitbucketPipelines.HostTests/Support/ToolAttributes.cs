namespace BitbucketPipelines.HostTests;

/// <summary>Where programs of the system are looked for.</summary>
internal static class Tools
{
    /// <summary>Null when the program is there, else why a test of it is skipped.</summary>
    public static string? Missing(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, tool)) || File.Exists(Path.Combine(folder, tool + ".exe")))
                ? null
                : $"There is no {tool} here.";
}

/// <summary>A test that needs a program of the system.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string tool) => (Tool, Skip) = (tool, Tools.Missing(tool));

    public string Tool { get; }
}

/// <summary>The same with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(string tool) => (Tool, Skip) = (tool, Tools.Missing(tool));

    public string Tool { get; }
}
