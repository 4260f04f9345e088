namespace BitbucketPipelines.Help;

/// <summary>What a parameter is in one parameter set.</summary>
internal sealed record ParameterUse(string Set, bool Required, int? Position, bool FromPipeline, bool FromPipelineByName)
{
    /// <summary>In the words of Get-Help.</summary>
    public string PipelineInput => (FromPipeline, FromPipelineByName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
