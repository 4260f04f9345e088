using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Takes what is left of an object for the object: its name as a text, a row of a table, what Select-Object left, what was read from a
/// file. Name or uuid are enough; the engine by itself would want all other properties to be known too.
/// </summary>
/// <param name="type">The kind of object, with the properties Name and Uuid.</param>
/// <param name="alias">Another property that is the name.</param>
internal sealed class FromPropertiesAttribute(Type type, string? alias = null) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        (string? name, string? uuid) = inputData switch
        {
            PSObject { BaseObject: PSCustomObject } row =>
                (Text(row, "Name") ?? (alias is null ? null : Text(row, alias)), Text(row, "Uuid")),
            string or PSObject { BaseObject: string } => (inputData.ToString() is { Length: > 0 } text ? text : null, null),
            _ => default((string?, string?)),
        };
        if (name is null && uuid is null)
        {
            return inputData;
        }

        object item = Activator.CreateInstance(type)!;
        type.GetProperty("Name")!.SetValue(item, name);
        type.GetProperty("Uuid")!.SetValue(item, uuid);
        return item;
    }

    private static string? Text(PSObject row, string property) =>
        row.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
