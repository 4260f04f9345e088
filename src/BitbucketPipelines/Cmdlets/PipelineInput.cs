using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The object that a cmdlet was given by the pipeline, before its properties are bound to parameters.</summary>
internal static class PipelineInput
{
    // PowerShell has it in all versions, and gives it to nobody but itself.
    private static readonly PropertyInfo? s_current =
        typeof(InternalCommand).GetProperty("CurrentPipelineObject", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    /// <summary>
    /// Refuses the row of a change that was only planned with -WhatIf. Its name, repository and workspace would be bound like those of
    /// any object, and the change would be made to something else than what the row is about.
    /// </summary>
    /// <exception cref="ErrorRecordException">It is such a row.</exception>
    public static void RefusePlannedRow(Cmdlet cmdlet)
    {
        if ((s_current?.GetValue(cmdlet) as PSObject)?.BaseObject is ItemResult { Status: ItemResult.Planned } row)
        {
            throw new ErrorRecordException(ErrorRecords.PlannedRow(row));
        }
    }
}
