namespace BitbucketEmulator;

/// <summary>The <c>{key,message}</c> inside an ERROR result.</summary>
public sealed record RunError(string Key, string Message);
