using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Rebuilds the input object from its name, or from the Name and Uuid properties of another object, for example after Select-Object or
/// Import-Csv. PowerShell's own conversion would reject objects with unknown properties.
/// </summary>
/// <param name="type">The type to create. It has the properties Name and Uuid.</param>
/// <param name="alias">Another property that holds the name.</param>
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
