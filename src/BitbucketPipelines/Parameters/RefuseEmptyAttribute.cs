using System.Management.Automation;
using System.Reflection;

namespace BitbucketPipelines;

/// <summary>
/// Rejects an empty value on the command line: it usually comes from a variable that is not set, and would silently select the default. A
/// value bound from a pipeline object may be empty.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RefuseEmptyAttribute : Attribute
{
    /// <summary>Checks the parameters bound on the command line. Called before the first record.</summary>
    public static void Check(BitbucketCmdlet cmdlet, IDictionary<string, object> bound)
    {
        foreach (KeyValuePair<string, object> parameter in bound)
        {
            // Where a run is mandatory, its own error says what names one.
            if (parameter.Value is PipelineReference[] names && names.Any(n => !n.IsObject && n.ToString().Trim().Length == 0)
                && cmdlet.GetType().GetProperty(parameter.Key)?.GetCustomAttributes<ParameterAttribute>().Any(p => p.Mandatory) == false)
            {
                throw new ErrorRecordException(Errors.EmptyArgument(parameter.Key), terminating: true);
            }

            if ((parameter.Value is null || (parameter.Value is string text && text.Trim().Length == 0))
                && cmdlet.GetType().GetProperty(parameter.Key)?.GetCustomAttribute<RefuseEmptyAttribute>() is not null)
            {
                throw new ErrorRecordException(Errors.EmptyArgument(parameter.Key), terminating: true);
            }
        }
    }
}
