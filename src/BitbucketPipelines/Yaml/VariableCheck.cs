using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines;

/// <summary>
/// Compares the variables of a run with those that its custom pipeline declares. What differs is a warning: Bitbucket gives a run any
/// variable, and whether it refuses a value that is not among the allowed ones is not documented.
/// </summary>
internal static class VariableCheck
{
    /// <summary>
    /// Warns about variables that the custom pipeline does not declare, and about values that it does not allow, as far as that is known
    /// without a request: from the YAML that is run, otherwise from the piped object, or from the clone of the repository that the current
    /// folder is in.
    /// </summary>
    /// <param name="cmdlet">The cmdlet, whose piped object may be a custom pipeline.</param>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository of the run.</param>
    /// <param name="yaml">The YAML that is run; null for the file in the repository.</param>
    /// <param name="custom">The custom pipeline that is run.</param>
    /// <param name="variables">The variables of the run.</param>
    /// <param name="warn">Writes a warning.</param>
    /// <returns>Whether a request could tell more: the file in the repository is what counts, and it is not known.</returns>
    public static bool WarnOfKnown(
        PSCmdlet cmdlet, BitbucketClient client, RepositoryId repository, OnDemandYaml? yaml, string? custom,
        IReadOnlyList<RunVariable> variables, Action<string> warn)
    {
        if (custom is null || variables.Count == 0)
        {
            return false;
        }

        if (yaml is not null)
        {
            Warn(yaml.CustomPipelines?.FirstOrDefault(p => p.Name == custom), variables, warn);
            return false;
        }

        if (PipelineInput.Current<CustomPipeline>(cmdlet) is { } piped && piped.Name == custom)
        {
            Warn(piped.Definition, variables, warn);
            return false;
        }

        if (cmdlet.MyInvocation.ExpectingInput)
        {
            // There can be many places, and a request for each is a high price for a warning.
            return false;
        }

        string folder = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        CustomDefinition? local = OfClone(client, repository, folder, custom);
        Warn(local, variables, text => warn($"{text} This is from the file in this clone."));
        return local is null;
    }

    private static CustomDefinition? OfClone(BitbucketClient client, RepositoryId repository, string folder, string custom)
    {
        try
        {
            string? root = GitRemote.CloneOf(folder, repository, client.SiteUri.Host, Environment.GetEnvironmentVariable);
            var file = root is null ? null : new FileInfo(Path.Combine(root, CustomPipelines.FileName));
            return file is { Exists: true, Length: < YamlTree.MaxLength }
                ? CustomPipelines.Find(File.ReadAllText(file.FullName)).FirstOrDefault(p => p.Name == custom)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Warns about variables that a pipeline does not declare, and about values that it does not allow.</summary>
    public static void Warn(CustomDefinition? definition, IReadOnlyList<RunVariable> variables, Action<string> warn)
    {
        if (definition is not { Import: null, Variables.Count: > 0 })
        {
            // It is not known, its variables may be declared where it comes from, or its scripts take whatever is given.
            return;
        }

        string[] names = [.. definition.Variables.Select(v => v.Name)];
        foreach (RunVariable variable in variables)
        {
            if (definition.Variables.FirstOrDefault(v => v.Name == variable.Key) is not { } declared)
            {
                warn($"The custom pipeline '{definition.Name}' declares no variable '{variable.Key}'. "
                    + Suggestion.Text(variable.Key, names, "It declares"));
            }
            else if (declared.AllowedValues.Count > 0 && variable.Secured != true && !declared.AllowedValues.Contains(variable.Value))
            {
                warn($"The value of '{variable.Key}' is not one of those that the custom pipeline '{definition.Name}' allows: "
                    + $"{string.Join(", ", declared.AllowedValues)}.");
            }
        }
    }
}
