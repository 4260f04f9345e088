using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Reports;
using BitbucketPipelines.Api.Runs;
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
        [typeof(PipelineComparison)] =
            ["Repository", "Pipeline", "Result", "Reference", "ReferenceResult", "FailedStep", "Cause", "Url"],
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
        [typeof(FlakyItem)] = ["Repository", "Section", "Step", "Test", "Commits", "Failures", "LastFailedOn", "Pipeline", "Url"],
        [typeof(PipelineMeasure)] =
        [
            "Repository", "Branch", "Section", "Month", "Runs", "SuccessRate", "BuildMinutes", "MedianDuration", "P95Duration",
        ],
        [typeof(Deployment)] = ["Repository", "Environment", "Release", "Status", "State", "Commit", "Duration", "LastUpdated", "Url"],
        [typeof(CommitStatus)] = ["Repository", "Commit", "Key", "State", "Name", "Description", "UpdatedOn", "Url"],
        [typeof(PublishedReport)] = ["Repository", "Commit", "Title", "Result", "Total", "Kept", "Critical", "High", "Url"],
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
        [typeof(CustomPipeline)] = ["Repository", "Ref", "Name", "Variables", "Import"],
        [typeof(CustomPipelineVariable)] = ["Name", "Default", "AllowedValues", "Description"],
        [typeof(PipelineYamlFinding)] = ["Path", "Line", "Column", "Severity", "Rule", "Message"],
        [typeof(BitbucketSession)] = ["Workspace", "Repository", "PlaceSource", "Authentication", "User", "ApiUri"],
        [typeof(SessionCheck)] = ["Check", "Status", "Reason", "Message", "Recommendation"],
    };

    /// <summary>Called by PowerShell for each runspace that imports the module.</summary>
    /// <remarks>Written with loops: the import waits for it, and each operation of LINQ would be compiled for it.</remarks>
    public void OnImport()
    {
        Rehearsal.Begin();
        var all = new List<TypeData>(2 * Properties.Count);
        foreach (KeyValuePair<Type, string[]> list in Properties)
        {
            AddTo(all, list.Key, list.Value);
        }

        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        // By its class, because looking for its name would import the module that it is in, which takes longer than all the rest.
        var update = Type.GetType("Microsoft.PowerShell.Commands.UpdateTypeDataCommand, Microsoft.PowerShell.Commands.Utility");
        (update is null ? shell.AddCommand("Update-TypeData") : shell.AddCommand(new CmdletInfo("Update-TypeData", update)))
            .AddParameter("TypeData", all.ToArray())
            // The data of an import before this one are still there.
            .AddParameter("Force").Invoke();
    }

    /// <summary>The data for a type, and for that which its objects have when they come from a file, a job or another computer.</summary>
    private static void AddTo(List<TypeData> all, Type type, string[] names)
    {
        string[] shown = new string[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            Type? kind = type.GetProperty(names[i])?.PropertyType;
            shown[i] = kind is not null && IsSafe(kind) ? names[i] : names[i] + " ";
        }

        string[] written = Written(type);
        foreach (string typeName in (string[])[type.FullName!, "Deserialized." + type.FullName])
        {
            var data = new TypeData(typeName)
            {
                DefaultDisplayPropertySet = new PropertySetData(shown),
                SerializationMethod = "SpecificProperties",
                PropertySerializationSet = new PropertySetData(written),
                TargetTypeForDeserialization = typeName == type.FullName ? null : typeof(TimeConverter),
            };
            if (type == typeof(CustomPipeline))
            {
                // Deep enough for the allowed values of its variables.
                data.SerializationDepth = 4;
            }

            if (HiddenProperties.Names.TryGetValue(type, out string[]? hidden))
            {
                foreach (string name in hidden)
                {
                    data.Members[name] = new CodePropertyData(name, typeof(HiddenProperties).GetMethod(name)) { IsHidden = true };
                }
            }

            if (HiddenProperties.Aliases.TryGetValue(type, out (string Name, string Property)[]? aliases))
            {
                foreach ((string name, string property) in aliases)
                {
                    data.Members[name] = new AliasPropertyData(name, property) { IsHidden = true };
                }
            }

            for (int i = 0; i < shown.Length; i++)
            {
                if (shown[i].Length > names[i].Length)
                {
                    System.Reflection.MethodInfo? safe = typeof(SafeProperties).GetMethod(names[i]);
                    data.Members[shown[i]] = new CodePropertyData(shown[i], safe) { IsHidden = true };
                }
            }

            all.Add(data);
        }
    }

    /// <summary>
    /// What Export-Clixml and jobs write: they would add the hidden properties, too. PowerShell counts those of interfaces among the
    /// properties.
    /// </summary>
    private static string[] Written(Type type)
    {
        var names = new List<string>();
        Add(type);
        foreach (Type other in type.GetInterfaces())
        {
            if (other.IsVisible)
            {
                Add(other);
            }
        }

        return names.ToArray();

        void Add(Type declaring)
        {
            foreach (System.Reflection.PropertyInfo property in declaring.GetProperties())
            {
                if (!names.Contains(property.Name))
                {
                    names.Add(property.Name);
                }
            }
        }
    }

    /// <summary>Whether PowerShell shows values of a type well and safely by itself.</summary>
    private static bool IsSafe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum;
    }
}
