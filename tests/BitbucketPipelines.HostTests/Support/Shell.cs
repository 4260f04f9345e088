using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell;

namespace BitbucketPipelines.HostTests;

/// <summary>A runspace with the built module and its own host.</summary>
internal sealed class Shell : IDisposable
{
    private static readonly Lock s_connecting = new();
    private readonly Runspace _runspace;

    public Shell()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule([Module]);
        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.Open();
    }

    // Runspaces that an example opens find the module there. Before the first runspace: each that is opened writes this variable of the
    // process anew, and what others add in the meantime is lost.
    static Shell() => Environment.SetEnvironmentVariable(
        "PSModulePath", Environment.GetEnvironmentVariable("PSModulePath") + Path.PathSeparator + Path.GetDirectoryName(Module));

    /// <summary>The built module.</summary>
    public static string Module { get; } = Path.Combine(Root(), "out", "BitbucketPipelines");

    public RecordingHost Host { get; } = new();

    /// <summary>Sets a variable of the runspace.</summary>
    public Shell With(string name, object? value)
    {
        _runspace.SessionStateProxy.SetVariable(name, value);
        return this;
    }

    /// <summary>Starts a script without waiting for it.</summary>
    public Call Begin(string script)
    {
        Assert.False(script.Contains("Connect-BbWorkspace", StringComparison.Ordinal), "A session is made by Connect, with a clock.");
        return new Call(_runspace, Host, script);
    }

    /// <summary>Runs a script to its end.</summary>
    public Call Run(string script)
    {
        Call call = Begin(script);
        call.Wait();
        return call;
    }

    /// <summary>Runs a script that must not write an error.</summary>
    public IReadOnlyList<PSObject> Get(string script)
    {
        Call call = Run(script);
        Assert.Equal([], call.Errors.Select(e => e.ToString()));
        return call.Output;
    }

    /// <summary>
    /// Runs a script that creates sessions with this clock. Other scripts must not create sessions: they could get the clock of another
    /// test, because the default clock is shared by the whole process.
    /// </summary>
    public Call Connect(TimeProvider clock, string script)
    {
        lock (s_connecting)
        {
            PropertyInfo property = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "BitbucketPipelines.Api")
                .GetType("BitbucketPipelines.Api.BitbucketClientOptions", throwOnError: true)!
                .GetProperty("DefaultClock", BindingFlags.Static | BindingFlags.NonPublic)!;
            property.SetValue(null, clock);
            try
            {
                var call = new Call(_runspace, Host, script);
                call.Wait();
                return call;
            }
            finally
            {
                property.SetValue(null, TimeProvider.System);
            }
        }
    }

    public void Dispose() => _runspace.Dispose();

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "BitbucketPipelines.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not lie below the folder of the sources.");
    }
}
