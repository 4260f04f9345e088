namespace BitbucketPipelines.Output;

/// <summary>What a progress bar shows.</summary>
/// <param name="Text">The text beside the bar.</param>
/// <param name="Percent">How much is done; -1 when it is unknown.</param>
/// <param name="SecondsLeft">The estimated time left; -1 when it is unknown.</param>
internal sealed record WorkProgressBar(string Text, int Percent, int SecondsLeft);
