using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Recognizes a run that has been JSON, CSV or XML, or comes from a job. Its properties are not those of parameters: one that has no custom
/// pipeline has no value for -Custom. What was run is read again from the server, because not all of it is in the properties.
/// </summary>
internal sealed class RunFromPropertiesAttribute : ArgumentTransformationAttribute
{
    /// <summary>All that specify what was run. An object that lacks one is a selection of properties, or something else.</summary>
    private static readonly string[] s_names = ["Branch", "Tag", "Commit", "PullRequest", "Custom", "Repository", "BuildNumber"];

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject { BaseObject: PSCustomObject } row && Array.TrueForAll(s_names, name => row.Properties[name] is not null)
            && long.TryParse(Text(row, "BuildNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? new Pipeline
            {
                IsReference = true,
                BuildNumber = number,
                Workspace = Text(row, "Workspace"),
                Repository = Text(row, "Repository"),
                RequestedSelector = Text(row, "Custom") is { } custom
                    ? new PipelineSelector { Type = PipelineSelector.CustomType, Pattern = custom }
                    : null,
            }
            : inputData;

    /// <summary>The text of a property; null when it is empty, or there is none.</summary>
    internal static string? Text(PSObject row, string property) =>
        LanguagePrimitives.TryConvertTo(row.Properties[property]?.Value, CultureInfo.InvariantCulture, out string text) && text.Length > 0
            ? text
            : null;
}
