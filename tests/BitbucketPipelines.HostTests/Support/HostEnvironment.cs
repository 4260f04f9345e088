using System.Collections;
using System.Runtime.CompilerServices;

namespace BitbucketPipelines.HostTests;

/// <summary>Removes the environment variables that the module reads, because the build system that runs the tests may set them.</summary>
internal static class HostEnvironment
{
    [ModuleInitializer]
    internal static void Clear()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => (string)e.Key).ToArray())
        {
            if (name is "TF_BUILD" or "GITHUB_ACTIONS" or "CI" or "GITHUB_STEP_SUMMARY" or "AGENT_TEMPDIRECTORY"
                || name.StartsWith("BITBUCKET_", StringComparison.OrdinalIgnoreCase))
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        // No test opens a page on the desktop of whoever runs it.
        Environment.SetEnvironmentVariable("BROWSER", OperatingSystem.IsWindows() ? "hostname.exe" : "true");
    }
}
