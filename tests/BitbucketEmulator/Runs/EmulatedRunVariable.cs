namespace BitbucketEmulator;

/// <summary>A variable that came with a trigger. The API never returns it; tests may look at it.</summary>
public sealed record EmulatedRunVariable(string Key, string Value, bool Secured);
