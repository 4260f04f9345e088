namespace BitbucketPipelines.Api;

/// <summary>Something worth telling the person who waits.</summary>
/// <param name="Text">One line without secrets.</param>
/// <param name="Delay">How long the client now waits before it sends the request again, or null when it does not wait.</param>
/// <param name="IsSilence">Whether it tells that nothing has come from the server for some time.</param>
/// <param name="IsAloud">Whether it matters to whoever looks at the outcome, and not only to those who want to know each step.</param>
internal readonly record struct ApiEvent(string Text, TimeSpan? Delay = null, bool IsSilence = false, bool IsAloud = false);
