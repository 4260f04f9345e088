using System.Collections;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// What is left of the property Variables of a custom pipeline that comes from a file or a job: names, in the place of values. It is empty,
/// and to be refused unless it comes from such an object.
/// </summary>
internal sealed class DeclaredNames : Hashtable
{
    /// <summary>Whether a value consists of names alone: a list of them, as JSON and CliXml have it, or a text, as CSV has it.</summary>
    public static bool Are(object? data) => data switch
    {
        string text => text.Length == 0 || text.Split([", "], StringSplitOptions.None).All(VariableName.IsValid),
        IDictionary => false,
        IEnumerable list => list.Cast<object?>().All(item => ValueText.Unwrap(item) is string name && VariableName.IsValid(name)),
        _ => false,
    };
}
