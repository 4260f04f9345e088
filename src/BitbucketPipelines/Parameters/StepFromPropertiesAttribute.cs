using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Makes a step of a row that has the run and the position: of Select-Object, of a file, or of a job. PowerShell's own conversion would
/// lose the position if it is text or a calculated property. The step has no state, which says that it has to be read.
/// </summary>
internal sealed class StepFromPropertiesAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject { BaseObject: PSCustomObject } row && Text(row, "Pipeline") is { } run
            && int.TryParse(Text(row, "Position"), NumberStyles.None, CultureInfo.InvariantCulture, out int position) && position > 0
            ? new PipelineStep
            {
                Workspace = Text(row, "Workspace"),
                Repository = Text(row, "Repository"),
                Pipeline = run,
                Position = position,
                Uuid = Text(row, "Uuid"),
            }
            : inputData;

    private static string? Text(PSObject row, string property) => RunFromPropertiesAttribute.Text(row, property);
}
