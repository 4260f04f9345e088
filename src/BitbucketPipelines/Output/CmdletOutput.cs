namespace BitbucketPipelines.Output;

/// <summary>Something that a cmdlet writes, with the stream that it goes to.</summary>
internal abstract record CmdletOutput
{
    private CmdletOutput()
    {
    }

    /// <summary>Objects for the pipeline.</summary>
    public sealed record Objects(IReadOnlyList<object> Values) : CmdletOutput;

    /// <summary>An error.</summary>
    public sealed record Error(ErrorDescription Description) : CmdletOutput;

    /// <summary>A warning.</summary>
    public sealed record Warning(string Text) : CmdletOutput;

    /// <summary>A line for people, as Write-Host writes it.</summary>
    public sealed record Information(string Text) : CmdletOutput;

    /// <summary>A message for -Verbose.</summary>
    public sealed record Verbose(string Text) : CmdletOutput;
}
