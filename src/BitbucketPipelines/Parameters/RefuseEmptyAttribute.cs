using System.Reflection;

namespace BitbucketPipelines;

/// <summary>
/// A parameter that may not be given empty on the command line, where an empty value mostly is a variable that is not set, and would
/// silently mean "the default". Bound from a piped object it may: an object can have the property and no value for it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RefuseEmptyAttribute : Attribute
{
    /// <summary>Looks at what was given on the command line: called before the first record.</summary>
    public static void Check(BitbucketCmdlet cmdlet, IDictionary<string, object> bound)
    {
        foreach (KeyValuePair<string, object> parameter in bound)
        {
            if ((parameter.Value is null || (parameter.Value is string text && text.Trim().Length == 0))
                && cmdlet.GetType().GetProperty(parameter.Key)?.GetCustomAttribute<RefuseEmptyAttribute>() is not null)
            {
                throw new ItemFailedException(ErrorRecords.EmptyArgument(parameter.Key), terminating: true);
            }
        }
    }
}
