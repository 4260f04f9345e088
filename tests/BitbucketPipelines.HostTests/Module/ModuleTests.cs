using System.Management.Automation;

namespace BitbucketPipelines.HostTests;

/// <summary>What the other tests here rely on.</summary>
public sealed class ModuleTests : HostTest
{
    [Fact]
    public void The_built_module_is_what_runs()
    {
        PSObject module = Assert.Single(Shell.Get("Get-Module BitbucketPipelines"));
        Assert.StartsWith(Shell.Module, (string)module.Properties["Path"].Value, StringComparison.Ordinal);
        string[] loaded = [.. AppDomain.CurrentDomain.GetAssemblies().Where(
            a => a.GetName().Name!.StartsWith("BitbucketPipelines", StringComparison.Ordinal)
            && a != typeof(ModuleTests).Assembly).Select(a => a.Location)];
        // The reader of YAML is there as soon as another test has read a pipeline file.
        Assert.Equal(2, loaded.Count(path => !path.EndsWith("BitbucketPipelines.Yaml.dll", StringComparison.Ordinal)));
        Assert.All(loaded, path => Assert.StartsWith(Path.Combine(Shell.Module, "Core"), path, StringComparison.Ordinal));
    }

    [Fact]
    public void The_engine_is_the_real_one_not_the_stubs() =>
        Assert.True(typeof(PSObject).Assembly.GetName().Version >= new Version(7, 0));

    [Fact]
    public void Time_is_that_of_the_clock()
    {
        State.AddFault(new Fault { DelaySeconds = 3600 });
        Call call = Shell.Run("Get-BbPipeline 1");
        Assert.Equal(["RequestTimedOut"], Ids(call));
        Assert.InRange(Clock.Elapsed, TimeSpan.FromSeconds(100), TimeSpan.FromHours(2));
    }

    [Fact]
    public void The_module_can_be_taken_away_and_imported_again()
    {
        for (int i = 0; i < 20; i++)
        {
            Call call = Shell.With("module", Shell.Module)
                .Run("Get-BbPipelineConfig; Remove-Module BitbucketPipelines; Get-Module BitbucketPipelines; Import-Module "
                    + "$module");
            Assert.Equal([], call.Errors.Select(e => e.ToString()));
            Assert.Single(call.Output);
        }
    }
}
