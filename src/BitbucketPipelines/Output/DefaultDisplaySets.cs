using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Api.Settings;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Output;

/// <summary>
/// Which properties are listed where PowerShell applies no view: after objects of another type, as in a script with two commands.
/// </summary>
/// <remarks>
/// Text from the server must not control a terminal there either, and scripts need the original. So the default display set has, for each
/// property that needs it, a hidden one that returns safe text. Its name is that of the property and a space, so that the list looks the
/// same. Type files cannot hold such names: they are trimmed.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DefaultDisplaySets : IModuleAssemblyInitializer
{
    internal static IReadOnlyDictionary<Type, string[]> Properties { get; } = new Dictionary<Type, string[]>
    {
        [typeof(Pipeline)] = ["Repository", "BuildNumber", "State", "Result", "Branch", "Custom", "Duration", "CreatedOn", "Url"],
        [typeof(PipelineStep)] = ["Repository", "Pipeline", "Position", "Name", "State", "Result", "Duration", "StartedOn"],
        [typeof(Repository)] = ["Workspace", "Slug", "MainBranch", "Project", "UpdatedOn", "Url"],
        [typeof(Variable)] = ["Repository", "Environment", "Name", "Scope", "Secured", "Value", "OverriddenBy"],
        [typeof(PipelineSchedule)] = ["Repository", "Branch", "Custom", "Cron", "Enabled", "NextRun", "Uuid"],
        [typeof(ScheduleExecution)] = ["Repository", "Schedule", "Result", "BuildNumber", "State", "CreatedOn", "Error"],
        [typeof(PipelineConfig)] = ["Workspace", "Repository", "Enabled"],
        [typeof(BuildNumber)] = ["Workspace", "Repository", "Latest", "Next"],
        [typeof(SshKeyPair)] = ["Repository", "KeyType", "Fingerprint", "Comment"],
        [typeof(KnownHost)] = ["Repository", "Name", "KeyType", "Fingerprint"],
        [typeof(Cache)] = ["Repository", "Name", "Size", "CreatedOn", "Path", "Uuid"],
        [typeof(TestReport)] = ["Repository", "Pipeline", "Step", "Total", "Passed", "Failed", "Errors", "Skipped"],
        [typeof(TestCase)] = ["Repository", "Pipeline", "Step", "Status", "Name", "Duration", "PackageName"],
        [typeof(TestCaseReason)] = ["Repository", "Pipeline", "Step", "Name", "Text"],
        [typeof(DeploymentEnvironment)] = ["Repository", "Name", "EnvironmentType", "AdminOnly", "Lock"],
        [typeof(Deployment)] = ["Repository", "Environment", "Release", "Status", "State", "Commit", "Duration", "LastUpdated", "Url"],
        [typeof(Runner)] = ["Repository", "Name", "Status", "Version", "Labels", "WorkspaceScope"],
        [typeof(OidcConfiguration)] = ["Workspace", "Issuer", "Audience", "JwksUri", "SupportedAlgorithms"],
        [typeof(OidcKey)] = ["Workspace", "KeyId", "KeyType", "Algorithm", "Use"],
        [typeof(PlannedRun)] = ["Cron", "Utc", "Local"],
        [typeof(HostKey)] = ["Name", "KeyType", "Fingerprint", "Pinned"],
        [typeof(VariableDifference)] = ["Name", "Difference", "Left", "Right"],
        [typeof(VariableResult)] = ["Target", "Name", "Action", "Status", "Reason"],
        [typeof(SettingDifference)] = ["Repository", "Kind", "Environment", "Name", "Difference", "Left", "Right"],
        [typeof(SettingResult)] = ["Target", "Kind", "Name", "Action", "Status", "Reason"],
        [typeof(ChangeResult)] = ["Target", "Kind", "Name", "Action", "Status", "Reason"],
        [typeof(CacheResult)] = ["Target", "Name", "Uuid", "Size", "Action", "Status", "Reason"],
        [typeof(KnownHostResult)] = ["Target", "Name", "KeyType", "Fingerprint", "Action", "Status", "Reason"],
        [typeof(BitbucketSession)] = ["Workspace", "Repository", "PlaceSource", "Authentication", "User", "ApiUri"],
        [typeof(SessionCheck)] = ["Check", "Status", "Reason", "Message", "Recommendation"],
    };

    /// <summary>Called by PowerShell for each runspace that imports the module.</summary>
    public void OnImport()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        // By its class, because looking for its name would import the module that it is in, which takes longer than all the rest.
        var update = Type.GetType("Microsoft.PowerShell.Commands.UpdateTypeDataCommand, Microsoft.PowerShell.Commands.Utility");
        (update is null ? shell.AddCommand("Update-TypeData") : shell.AddCommand(new CmdletInfo("Update-TypeData", update)))
            .AddParameter("TypeData", Properties.SelectMany(p => Names(p.Key).Select(name => Set(name, p.Key, p.Value))).ToArray())
            // The data of an import before this one are still there.
            .AddParameter("Force").Invoke();
    }

    /// <summary>The name of a type, and that which its objects have when they come from a file, a job or another computer.</summary>
    private static string[] Names(Type type) => [type.FullName!, "Deserialized." + type.FullName];

    private static TypeData Set(string typeName, Type type, string[] names)
    {
        var data = new TypeData(typeName);
        string[] shown = [.. names.Select(name => IsSafe(type.GetProperty(name)!.PropertyType) ? name : name + " ")];
        foreach (string name in shown.Where(name => name.EndsWith(" ", StringComparison.Ordinal)))
        {
            string method = name is "State " or "Status " or "Result " ? nameof(Display.Word) : nameof(Display.Value);
            var getter = ScriptBlock.Create($"[{typeof(Display).FullName}]::{method}($this.{name.TrimEnd()})");
            data.Members[name] = new ScriptPropertyData(name, getter) { IsHidden = true };
        }

        data.DefaultDisplayPropertySet = new PropertySetData(shown);
        // Export-Clixml and jobs would add the hidden properties, too. PowerShell counts those of interfaces among the properties.
        IEnumerable<Type> declaring = type.GetInterfaces().Where(i => i.IsVisible).Prepend(type);
        data.SerializationMethod = "SpecificProperties";
        data.PropertySerializationSet = new PropertySetData(
            declaring.SelectMany(t => t.GetProperties()).Select(p => p.Name).Distinct(StringComparer.Ordinal));
        return data;
    }

    /// <summary>Whether PowerShell shows values of a type well and safely by itself.</summary>
    private static bool IsSafe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum;
    }
}
