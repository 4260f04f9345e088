namespace BitbucketEmulator;

/// <summary>The <c>{key,message}</c> inside an ERROR result (section 2.8).</summary>
public sealed record RunError(string Key, string Message);
