namespace BitbucketPipelines.Api;

/// <summary>A message about the progress of requests, for the caller that waits.</summary>
/// <param name="Text">One line without secrets.</param>
/// <param name="Delay">The pause before the request is sent again; null when there is none.</param>
/// <param name="IsSilence">Whether it reports that nothing has arrived from the server for some time.</param>
/// <param name="IsAloud">Whether it matters for the result, and not only for verbose output.</param>
/// <param name="Wait">Tells that requests wait because the allowance is used up; null in all other messages.</param>
internal readonly record struct ApiEvent(
    string Text, TimeSpan? Delay = null, bool IsSilence = false, bool IsAloud = false, AllowanceWait? Wait = null);
