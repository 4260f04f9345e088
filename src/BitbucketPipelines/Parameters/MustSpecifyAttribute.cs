using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;

namespace BitbucketPipelines;

/// <summary>
/// A parameter that must be specified. PowerShell prompts for a mandatory one, and nobody knows what to type there; this one is an error
/// that says what is missing.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MustSpecifyAttribute : Attribute
{
    private static readonly ConcurrentDictionary<Type, Needed[]> s_needed = new();

    /// <summary>A parameter set in which it is not needed.</summary>
    public string? ExceptIn { get; set; }

    /// <summary>Another parameter, beside which it is not needed.</summary>
    public string? Unless { get; set; }

    /// <summary>The names of the parameters that are missing.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="isRecord">Whether a piped object was bound, and not only the command line.</param>
    public static string[] Missing(PSCmdlet cmdlet, bool isRecord)
    {
        bool isPiped = cmdlet.MyInvocation.ExpectingInput;
        return [.. s_needed.GetOrAdd(cmdlet.GetType(), Find)
            .Where(needed => needed.Set is null or ParameterAttribute.AllParameterSets || needed.Set == cmdlet.ParameterSetName)
            .Where(needed => needed.ExceptIn is null || needed.ExceptIn != cmdlet.ParameterSetName)
            .Where(needed => needed.Unless is null || !cmdlet.MyInvocation.BoundParameters.ContainsKey(needed.Unless))
            .Where(needed => isRecord ? isPiped && needed.CanBePiped : !(isPiped && needed.CanBePiped))
            .Select(needed => needed.Name).Distinct()
            .Where(name => !cmdlet.MyInvocation.BoundParameters.ContainsKey(name))];
    }

    private static Needed[] Find(Type type) =>
    [
        .. from property in type.GetProperties()
           from attribute in property.GetCustomAttributes<MustSpecifyAttribute>()
           from parameter in property.GetCustomAttributes<ParameterAttribute>()
           select new Needed(
               property.Name, parameter.ParameterSetName, attribute.ExceptIn, attribute.Unless,
               parameter.ValueFromPipeline || parameter.ValueFromPipelineByPropertyName),
    ];

    private sealed record Needed(string Name, string? Set, string? ExceptIn, string? Unless, bool CanBePiped);
}
