using System.Management.Automation;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.HostTests;

/// <summary>Each cmdlet without any parameter, where PowerShell can prompt for what is missing.</summary>
public sealed class BareTests : HostTest
{
    /// <summary>Cmdlets that change something and have a default for everything.</summary>
    private static readonly string[] s_complete = ["Invoke-BbPipeline", "New-BbSshKeyPair", "Remove-BbSshKeyPair"];

    [Fact]
    public void Nobody_is_asked_for_an_object_or_a_run_and_a_parameter_set_is_always_found()
    {
        PSObject[] cmdlets = [.. Shell.Get("Get-Command -Module BitbucketPipelines -CommandType Cmdlet | "
            + "Where-Object Noun -ne BbWorkspace")];
        Assert.True(cmdlets.Length > 50);
        foreach (PSObject cmdlet in cmdlets)
        {
            var name = (string)cmdlet.Properties["Name"].Value;
            int fields = Shell.Host.Fields.Count;
            Call call = Shell.Run(name);
            string[] asked = [.. Shell.Host.Fields.Skip(fields)];
            ErrorRecord[] errors = [.. call.Errors, .. call.Failure is RuntimeException e ? [e.ErrorRecord] : Array.Empty<ErrorRecord>()];
            string text = string.Join("\n", errors.Select(r => $"{r} {r.ErrorDetails?.RecommendedAction}"));
            Assert.All(asked, field => Assert.DoesNotMatch("InputObject|Pipeline", field));
            Assert.DoesNotMatch("(?i)parameter set cannot|InputObject", text);
            Assert.All(errors, r => Assert.DoesNotContain("AmbiguousParameterSet", r.FullyQualifiedErrorId, StringComparison.Ordinal));
            if (IsWriter(name) && !s_complete.Contains(name))
            {
                // Names the parameter in either form.
                Assert.True(asked.Length > 0 || NamesParameter().IsMatch(text), $"{name}: {text}");
            }
        }

        Assert.DoesNotContain(State.Requests, r => r.Method == "DELETE");
    }

    [Fact]
    public void No_run_is_stopped_that_nobody_named()
    {
        Endless();
        int run = Add("custom:endless");
        Assert.Equal(["NothingSpecified"], Ids(Shell.Run("try { Stop-BbPipeline } catch { Write-Error -ErrorRecord $_ }")));
        Assert.Equal(
            ["InputObjectMissingMandatory"],
            Ids(Shell.Run("Get-BbRepository widgets | Stop-BbPipeline")));
        Assert.NotEmpty(Shell.Run("$null | Stop-BbPipeline").Errors);
        Assert.Empty(Sent("POST", "stopPipeline"));
        Shell.Run("Stop-BbPipeline Latest");
        Assert.Contains($"/{run}/", Assert.Single(Sent("POST", "stopPipeline")).PathAndQuery, StringComparison.Ordinal);
    }

    private static Regex NamesParameter() => new(@"Specify -\w|-\w+ (is|are) missing\. Specify (it|them)\.", RegexOptions.CultureInvariant);

    private static bool IsWriter(string name) =>
        name.Split('-')[0] is "Copy" or "Import" or "New" or "Remove" or "Save" or "Set" or "Stop" or "Sync";
}
